"""Checks and extends the catalogue: every known series and session, with or without a text, as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml, write_text

SERIES_FILE = "series.yaml"
SESSIONS_FILE = "sessions.yaml"

Kind = Literal[
    "statement",
    "translation",
    "landing_page",
    "outline",
    "summary",
    "fact_sheet",
    "press_conference",
    "briefing",
    "release",
    "announcement",
    "account",
    "extract",
    "report",
    "table",
    "related",
]
"""What stands at an address: the text of the statement itself, or something about it."""


def address_problem(address: str) -> str:
    """Return what is wrong with a web address, or an empty text where it is well formed."""
    if not address or re.search(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]", address):
        return "holds a character that no web address holds"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "does not begin with http:// or https://"
    if not parts.hostname:
        return "names no host"
    if parts.username is not None:
        return "holds a user name"
    return "has the port 0" if port == 0 else ""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Address(_Entry):
    """A recorded web address: who publishes it, in which language (ISO 639), what stands there, if official."""

    url: str
    publisher: str = Field(min_length=1)
    lang: str = Field(pattern=r"^[a-z]{2}$")
    what: Kind
    official: bool

    @field_validator("url")
    @classmethod
    def _well_formed(cls, value: str) -> str:
        problem = address_problem(value)
        if problem:
            raise ValueError(f"the address {problem}: {value}")
        return value


class Statement(_Entry):
    """The text of a session as known: its kind, its title where it was seen, and its languages (ISO 639)."""

    kind: str = Field("unknown", pattern=r"^[a-z][a-z_]*$")
    title: str | None = None
    languages: list[str] = []


class Session(_Entry):
    """One meeting; the date as far as it is known."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*-\d{4}(-\d{2}(-\d{2})?)?(-[a-z0-9]+)*$")
    series: str
    ordinal: int | None = Field(None, ge=1)
    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    place: str | None = None
    mode: Literal["in_person", "video", "hybrid", "document_only", "unknown"] = "unknown"
    parties: list[str] = Field(min_length=1)
    participants: list[str] = []
    statement: Statement = Statement()
    urls: list[Address] = []
    other_urls: list[Address] = []
    notes: str | None = None

    @model_validator(mode="after")
    def _id_holds_date(self) -> Session:
        if self.date not in self.id:
            raise ValueError(f"the id {self.id!r} does not hold the date {self.date!r}")
        return self


class Label(_Entry):
    """What a series is called in each language of the reports."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)
    ja: str = Field(min_length=1)


class Description(_Entry):
    """A sentence on the series."""

    en: str = ""
    fr: str = ""


class Series(_Entry):
    """A series of sessions between the same parties (ISO 3166 codes in small letters)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    label: Label
    parties: list[str] = Field(min_length=1)
    primary_language: Literal["fr", "en", "ja"] | None = None
    description: Description = Description()

    @field_validator("parties")
    @classmethod
    def _codes(cls, value: list[str]) -> list[str]:
        for code in value:
            if not re.fullmatch(r"[a-z]{2,6}", code):
                raise ValueError(f"{code!r} is no country code in small letters, such as fr or jp")
        return value


@dataclass(frozen=True)
class Catalogue:
    """All series and sessions by id, in the order of the files."""

    series: dict[str, Series]
    sessions: dict[str, Session]

    def sessions_of(self, series: str) -> list[Session]:
        """Return the sessions of a series by date."""
        return sorted((s for s in self.sessions.values() if s.series == series), key=lambda s: (s.date, s.id))

    def series_between(self, parties: Sequence[str]) -> list[Series]:
        """Return the series whose parties are these, in any order."""
        return [entry for entry in self.series.values() if set(entry.parties) == set(parties)]

    def on(self, series: str, date: str) -> list[Session]:
        """Return the sessions of a series on a date; where only month or year is recorded, that is enough."""
        return [s for s in self.sessions_of(series) if date.startswith(s.date) or s.date.startswith(date)]


_Model = TypeVar("_Model", bound=BaseModel)


def _entries(path: Path, value: Any, model: type[_Model]) -> list[_Model]:
    if not isinstance(value, list):
        raise StanceshiftError("expected a list of entries", file=path, fix="begin each entry with `- id: ...`")
    found = []
    for position, item in enumerate(value, 1):
        name = str(item.get("id", "")) if isinstance(item, dict) else ""
        try:
            found.append(model.model_validate(item))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise StanceshiftError(
                str(first["msg"]).removeprefix("Value error, "),
                file=path,
                where=f"entry {position}{f' ({name})' if name else ''}{f', key {key}' if key else ''}",
                fix="mend the entry; its keys are explained at the head of the project's own file in data/catalogue",
            ) from error
    return found


def _by_id(path: Path, entries: list[_Model]) -> dict[str, _Model]:
    found: dict[str, _Model] = {}
    for position, entry in enumerate(entries, 1):
        key = str(getattr(entry, "id"))  # noqa: B009
        if key in found:
            raise StanceshiftError(
                f"the id {key} stands twice",
                file=path,
                where=f"entry {position}, key id",
                fix="take one of the two out",
            )
        found[key] = entry
    return found


def load_catalogue(folder: str | Path, *, missing_ok: bool = False) -> Catalogue:
    """Return the catalogue of a folder: ``series.yaml`` and ``sessions.yaml``.

    Parameters
    ----------
    missing_ok:
        Take a missing file for an empty one (a corpus that has no catalogue yet).

    Raises
    ------
    StanceshiftError
        Naming file, entry and key, where an entry is wrong, an id stands twice, a session names a series that is not
        there or parties other than its series'.
    """
    root = Path(folder)

    def value(name: str) -> Any:
        path = root / name
        return [] if missing_ok and not path.is_file() else read_yaml(path) or []

    return _checked(root, value(SERIES_FILE), value(SESSIONS_FILE))


def _checked(root: Path, series_value: Any, sessions_value: Any) -> Catalogue:
    series = _by_id(root / SERIES_FILE, _entries(root / SERIES_FILE, series_value, Series))
    path = root / SESSIONS_FILE
    sessions = _by_id(path, _entries(path, sessions_value, Session))
    for position, session in enumerate(sessions.values(), 1):
        where = f"entry {position} ({session.id}), key "
        known = series.get(session.series)
        if known is None:
            raise StanceshiftError(
                f"no series is called {session.series!r}",
                file=path,
                where=where + "series",
                fix=f"add it to {SERIES_FILE}",
            )
        if set(session.parties) != set(known.parties):
            raise StanceshiftError(
                f"the parties are {session.parties}, those of {known.id} {known.parties}",
                file=path,
                where=where + "parties",
                fix="make them agree",
            )
    return Catalogue(series, sessions)


def extend_catalogue(
    folder: str | Path, *, series: Sequence[Series] = (), sessions: Sequence[Session] = ()
) -> Catalogue:
    """Append entries to the catalogue files of a folder (made where missing) and return the whole.

    What stands in the files, comments too, stays as it is. Everything is checked before anything is written.

    Raises
    ------
    StanceshiftError
        As `load_catalogue`, for the files as they would become.
    """
    root = Path(folder)
    texts = {}
    for name, entries in ((SERIES_FILE, series), (SESSIONS_FILE, sessions)):
        path = root / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        if path.is_file():
            _entries(path, read_yaml(path) or [], Series if name == SERIES_FILE else Session)
        new = [entry.model_dump(exclude_none=True, exclude_defaults=True) for entry in entries]
        added = yaml.safe_dump(new, allow_unicode=True, sort_keys=False, width=120) if new else ""
        texts[name] = (old if not old or old.endswith("\n") else old + "\n") + added
    values = {}
    for name, text in texts.items():
        try:
            values[name] = yaml.safe_load(text) or []
        except yaml.YAMLError as error:
            raise StanceshiftError(
                "entries cannot be appended to the list in this file",
                file=root / name,
                fix="write it as a block list: each entry begins with `- id: ...` at the start of a line",
            ) from error
    catalogue = _checked(root, values[SERIES_FILE], values[SESSIONS_FILE])
    for name, entries in ((SERIES_FILE, series), (SESSIONS_FILE, sessions)):
        if entries:
            write_text(root / name, texts[name])
    return catalogue
