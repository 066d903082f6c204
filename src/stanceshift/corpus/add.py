"""Proposes the metadata of a new text from its words, its header and the catalogue, and files it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanceshift.corpus.catalogue import (
    SERIES_FILE,
    SESSIONS_FILE,
    Catalogue,
    Description,
    Label,
    Series,
    Session,
    Statement,
    extend_catalogue,
)
from stanceshift.corpus.clues import NAMES, countries_in, country_name, dates_in, ordinal_in, place_in
from stanceshift.corpus.filing import file_text
from stanceshift.corpus.headers import known_values
from stanceshift.corpus.metadata import Metadata, parse_metadata
from stanceshift.corpus.readers import read_bytes_as_source
from stanceshift.corpus.reading import Reading, read_document
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_bytes

OPENING = 1500
"""Characters at the head of a text in which its date, place, number and parties are looked for."""

NEEDED = ("series", "parties", "date", "session", "language", "title", "publisher", "licence")
"""Keys without which a text cannot be filed."""


@dataclass(frozen=True)
class Proposal:
    """Metadata as far as they are known, and for each key where the value is from."""

    values: dict[str, Any]
    origins: dict[str, str]

    @property
    def missing(self) -> list[str]:
        """The needed keys that have no value yet; the session follows from series and date."""
        missing = [key for key in NEEDED if not self.values.get(key)]
        return [key for key in missing if key != "session" or missing == ["session"]]


@dataclass(frozen=True)
class Candidate:
    """A file read, not filed yet: path, bytes, reading, and what its header says in the keys of the metadata."""

    path: Path
    data: bytes
    reading: Reading
    header: dict[str, Any]


def read_candidate(
    path: str | Path, *, header: Mapping[str, Any] | None = None, encoding: str | None = None, names: Path = NAMES
) -> Candidate:
    """Return a file read with its own header, over which ``header`` (a sidecar) prevails.

    Raises
    ------
    StanceshiftError
        Where the file is missing or cannot be read, or a header value is wrong.
    """
    target = Path(path)
    if not target.is_file():
        raise StanceshiftError("file not found", file=target, fix="check the path")
    data = target.read_bytes()
    source = read_bytes_as_source(data, target, encoding=encoding)
    said = {**known_values(source.header, target, names=names), **known_values(header or {}, target, names=names)}
    if encoding is not None:
        said["encoding"] = encoding
    return Candidate(target, data, read_document(source, target.stem, said.get("language")), said)


def slug(text: str) -> str:
    """Return ``text`` as an id: small letters, figures and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def propose(
    candidate: Candidate, catalogue: Catalogue, given: Mapping[str, Any] | None = None, *, names: Path = NAMES
) -> Proposal:
    """Return the metadata proposed for a text: what is given, then its header, the catalogue, the words of the text.

    The series is the one whose parties the title and opening name (most often, and with a session on that date first).
    Where the catalogue has a session of the series on the date, its number, place, parties and participants are taken.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def take(key: str, value: Any, origin: str) -> None:
        if key not in values and value not in (None, "", []):
            values[key], origins[key] = value, origin

    for key, value in (given or {}).items():
        take(key, value, "given")
    for key, value in candidate.header.items():
        take(key, slug(value) if key == "series" else value, "today" if key == "retrieved" else "header")
    opening = candidate.reading.source.text[:OPENING]
    stem = candidate.path.stem
    named = next((s for s in catalogue.sessions.values() if re.match(re.escape(s.id) + r"(?![a-z0-9-])", stem)), None)
    if "session" not in values and named is not None:
        take("session", named.id, "file name")
    session = catalogue.sessions.get(str(values.get("session")))
    dates = _dates(stem, candidate.reading, opening)
    if session is None:
        take("series", _series_of(candidate.reading, opening, dates, values, catalogue, names), "text")
        take("date", _date_of(dates, values.get("series"), catalogue), "text")
        found = catalogue.on(str(values.get("series")), str(values.get("date"))) if "date" in values else []
        session = found[0] if len(found) == 1 and "session" not in values else None
    if session is not None:
        take("session", session.id, "catalogue")
        values["date"], origins["date"] = session.date, "catalogue"
        for key in ("series", "ordinal", "place", "parties", "participants"):
            take(key, getattr(session, key), "catalogue")
        genre = session.statement.kind
        take("genre", genre if genre not in ("unknown", "none") else None, "catalogue")
    known = catalogue.series.get(str(values.get("series")))
    take("parties", list(known.parties) if known else None, "catalogue")
    if "date" in values and "series" in values and values.get("parties"):
        take("session", session_id(catalogue, values["series"], values["parties"], values["date"]), "series and date")
    take("ordinal", ordinal_in(opening[:800], names=names), "text")
    take("place", place_in(opening, values.get("date")), "text")
    take("language", candidate.reading.language, "text")
    take("title", candidate.reading.title, "text")
    take("title", session.statement.title if session else None, "catalogue")
    official = [a for a in session.urls if a.official and a.what == "statement"] if session else []
    here = [address for address in official if address.lang == values["language"]]
    take("publisher", here[0].publisher if here else None, "catalogue")
    take("source_url", here[0].url if here else None, "catalogue")
    for key, value in (("text_kind", "official"), ("coverage", "full"), ("genre", "joint_statement")):
        take(key, value, "by default")
    take("licence", "As published; reuse with its source", "by default")
    return Proposal(values, origins)


def _dates(stem: str, reading: Reading, opening: str) -> list[str]:
    inside = dates_in(reading.title) + dates_in(opening) + dates_in(reading.source.text[-400:])
    return list(dict.fromkeys(dates_in(stem) + inside))


def _date_of(dates: Sequence[str], series: str | None, catalogue: Catalogue) -> str | None:
    matching = [date for date in dates if series and catalogue.on(series, date)]
    return next(iter([*matching, *dates]), None)


def _series_of(
    reading: Reading,
    opening: str,
    dates: Sequence[str],
    values: Mapping[str, Any],
    catalogue: Catalogue,
    names: Path,
) -> str | None:
    wanted = values.get("parties")
    title, whole = countries_in(reading.title, names=names), countries_in(f"{reading.title}\n{opening}", names=names)
    scored = []
    for entry in catalogue.series.values():
        if wanted and set(wanted) != set(entry.parties):
            continue
        least = min(whole[party] for party in entry.parties)
        if least or wanted:
            on_date = any(catalogue.on(entry.id, date) for date in dates[:3])
            rank = (min(title[party] for party in entry.parties) > 0, on_date, least, len(entry.parties), entry.id)
            scored.append((rank, entry.id))
    return max(scored)[1] if scored else None


def session_id(catalogue: Catalogue, series: str, parties: Sequence[str], date: str) -> str:
    """Return the id of a session: as the others of its series, else ``<party>-<party>-<date>``.

    Where the series has other than two parties, or shares them with another series, its own id stands for the pair.
    """
    before = [re.sub(r"-\d{4}.*$", "", session.id) for session in catalogue.sessions_of(series)]
    shared = [entry.id for entry in catalogue.series_between(parties) if entry.id != series]
    pair = "-".join(parties) if len(parties) == 2 and not shared else series
    return f"{before[0] if before else pair}-{date}"


def metadata_of(values: Mapping[str, Any], candidate: Candidate) -> Metadata:
    """Return the metadata of a candidate with these values; a note says what is not stated.

    Raises
    ------
    StanceshiftError
        Naming the key that is missing or wrong.
    """
    found = {key: value for key, value in values.items() if value not in (None, "", [])}
    kind = found.get("text_kind", "official")
    found["id"] = f"{found.get('session', '')}.{found.get('language', '')}" + (".digest" if kind == "digest" else "")
    found["sha256"] = hashlib.sha256(candidate.data).hexdigest()
    unsaid = [key for key in ("place", "participants", "source_url", "retrieved") if not found.get(key)]
    if unsaid and "note" not in found:
        found["note"] = f"Filed from {candidate.path.name}; not stated: {', '.join(unsaid)}."
    return parse_metadata(found, candidate.path)


def new_series(series: str, parties: Sequence[str], labels: Mapping[str, str] | None = None) -> Series:
    """Return a new series, called by the names of its parties and its id where no label is given for a language."""
    said = labels or {}
    named = {
        code: said.get(code)
        or said.get("")
        or "–".join(country_name(party, code) for party in parties) + f" ({series})"
        for code in ("en", "fr", "ja")
    }
    return Series(id=series, label=Label(**named), parties=list(parties), description=Description())


def labels_from(given: Sequence[str]) -> dict[str, str]:
    """Return labels written ``fr=...``, ``en=...`` or ``ja=...`` by language, a plain one under an empty key."""
    found = {}
    for label in given:
        language, equals, text = label.partition("=")
        found.update({language: text} if equals and language in ("fr", "en", "ja") else {"": label})
    return found


def session_of(metadata: Metadata) -> Session:
    """Return the entry of the catalogue for the session of a text."""
    shared = metadata.model_dump(include={"series", "ordinal", "date", "place", "parties", "participants"})
    genre = metadata.genre if re.fullmatch(r"[a-z][a-z_]*", metadata.genre) else "unknown"
    statement = Statement(kind=genre, title=metadata.title, languages=[metadata.language])
    return Session(id=metadata.session, statement=statement, **shared)


def file_candidate(
    candidate: Candidate,
    metadata: Metadata,
    corpus: str | Path,
    catalogue_folder: str | Path,
    catalogue: Catalogue,
    labels: Mapping[str, str] | None = None,
) -> Path:
    """File a candidate and, where they are new, its series and session in the catalogue; return the path of the text.

    When anything fails, corpus and catalogue are left as they were.
    """
    series = [] if metadata.series in catalogue.series else [new_series(metadata.series, metadata.parties, labels)]
    sessions = [] if metadata.session in catalogue.sessions else [session_of(metadata)]
    files = [Path(catalogue_folder) / name for name in (SERIES_FILE, SESSIONS_FILE)]
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        if series or sessions:
            extend_catalogue(catalogue_folder, series=series, sessions=sessions)
        return file_text(corpus, metadata, candidate.data, candidate.path.suffix)
    except BaseException:
        for path, data in before.items():
            if data is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != data:
                write_bytes(path, data)
        raise
