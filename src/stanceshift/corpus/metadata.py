"""Checks the metadata that stands beside each text as `<document>.yaml`."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from stanceshift.corpus.source import TEXT_SUFFIXES
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml, sha256_of, write_yaml

_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_SESSION = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*-\d{4}(-\d{2}(-\d{2})?)?(-[a-z0-9]+)*$"


class Metadata(BaseModel):
    """The metadata of one text. Keys in the order in which they are written."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str
    session: str = Field(pattern=_SESSION)
    series: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    ordinal: int | None = Field(None, ge=1)
    date: str = Field(pattern=_DATE)
    place: str | None = None
    parties: list[str] = Field(min_length=1)
    participants: list[str] = []
    language: Literal["fr", "en", "ja"]
    text_kind: Literal["official", "translation", "digest"]
    genre: str = Field("joint_statement", min_length=1)
    coverage: Literal["full", "partial"] = "full"
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    source_url: str | None = Field(None, pattern=r"^https?://\S+$")
    licence: str = Field(min_length=1)
    retrieved: str | None = None
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    note: str | None = None
    encoding: str | None = None
    paragraphs: dict[int, list[str]] = {}

    @field_validator("date", "retrieved", mode="before")
    @classmethod
    def _date_as_text(cls, value: Any) -> Any:
        return (
            value.isoformat() if isinstance(value, datetime.date) else str(value) if isinstance(value, int) else value
        )

    @field_validator("date", "retrieved")
    @classmethod
    def _real_date(cls, value: str | None) -> str | None:
        if value is not None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            datetime.date.fromisoformat(value)
        return value

    @field_validator("parties")
    @classmethod
    def _iso_codes(cls, value: list[str]) -> list[str]:
        for code in value:
            if not re.fullmatch(r"[a-z]{2,6}", code):
                raise ValueError(f"{code!r} is no country code in small letters, such as fr or jp")
        return value

    @model_validator(mode="after")
    def _ids_agree(self) -> Metadata:
        wanted = self.session + "." + self.language + (".digest" if self.text_kind == "digest" else "")
        if self.id != wanted and not (self.text_kind == "translation" and self.id == wanted + ".translation"):
            raise ValueError(f"id is {self.id!r} where session, language and text_kind make {wanted!r}")
        if self.date not in self.session:
            raise ValueError(f"session {self.session!r} does not hold the date {self.date!r}")
        return self


def sidecar_of(path: str | Path) -> Path:
    """Return the path of the metadata of a text: the same name with the ending ``.yaml``."""
    text = Path(path)
    return text.with_name(text.name.removesuffix(text.suffix) + ".yaml")


def parse_metadata(value: Any, path: str | Path) -> Metadata:
    """Return ``value`` as `Metadata`; raises `StanceshiftError` naming ``path`` and the key that is wrong."""
    if not isinstance(value, dict):
        raise StanceshiftError(
            "expected keys and values",
            file=path,
            fix="see docs/architecture.md, or write it anew with `stanceshift add`",
        )
    try:
        return Metadata.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" (and {len(error.errors()) - 1} more)" if len(error.errors()) > 1 else ""
        missing = first["type"] == "missing"
        raise StanceshiftError(
            ("this key is missing" if missing else str(first["msg"]).removeprefix("Value error, ")) + more,
            file=path,
            where=where,
            fix=f"{'add' if missing else 'mend'} the key{f' {where}' if where else ''}",
        ) from error


def load_metadata(text_path: str | Path, *, check_hash: bool = True) -> Metadata:
    """Return the metadata of the text at ``text_path``, checked against its name and its bytes.

    Raises
    ------
    StanceshiftError
        Where the metadata file is missing, a key is wrong, the id is not the file name, or sha256 is not the file's.
    """
    path = Path(text_path)
    sidecar = sidecar_of(path)
    if not sidecar.is_file():
        raise StanceshiftError(
            "a text without metadata",
            file=path,
            fix=f"write {sidecar.name} beside it, or file it with `stanceshift add {path}`",
        )
    metadata = parse_metadata(read_yaml(sidecar), sidecar)
    stem = path.name.removesuffix(path.suffix)
    if metadata.id != stem:
        raise StanceshiftError(
            f"id is {metadata.id!r}, the file is called {stem!r}", file=sidecar, where="id", fix="make them agree"
        )
    if check_hash:
        right = sha256_of(path)
        if metadata.sha256 != right:
            problem = "sha256 is missing" if metadata.sha256 is None else "the text changed since its sha256 was taken"
            raise StanceshiftError(
                problem,
                file=sidecar,
                where="sha256",
                fix=f"if the text is as it should be, run `stanceshift check --fix-hashes` (right value: {right})",
            )
    return metadata


def dump_metadata(metadata: Metadata, path: str | Path) -> None:
    """Write ``metadata`` to ``path`` as YAML in the order of its keys, without those that are empty."""
    value = metadata.model_dump(exclude_none=True)
    for key in ("paragraphs", "participants"):
        if not value[key]:
            del value[key]
    if "paragraphs" in value:
        value["paragraphs"] = {str(number): ids for number, ids in sorted(value["paragraphs"].items())}
    write_yaml(path, value)


def text_files(corpus: str | Path) -> list[Path]:
    """Return the texts of a corpus folder, sorted by their path inside it.

    Raises
    ------
    StanceshiftError
        Where the folder is missing or empty, or a file lies in it that is neither a text nor the metadata of one.
    """
    folder = Path(corpus)
    if not folder.is_dir():
        raise StanceshiftError("no such corpus folder", file=folder, fix="mend `ingest.corpus` in params.yaml")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    files = [path for path in files if path != folder / "README.md"]
    texts = sorted(
        (p for p in files if p.suffix.lower() in TEXT_SUFFIXES), key=lambda p: p.relative_to(folder).as_posix()
    )
    sidecars = {sidecar_of(path) for path in texts}
    for path in sorted(files):
        if path.suffix.lower() in TEXT_SUFFIXES or path in sidecars:
            continue
        if path.suffix == ".yaml":
            raise StanceshiftError("metadata without a text", file=path, fix="put the text beside it or take it out")
        raise StanceshiftError(
            f"unknown kind of file ({path.suffix or 'no ending'})",
            file=path,
            fix=f"a corpus holds texts ({', '.join(TEXT_SUFFIXES)}) and their .yaml; take the file out",
        )
    if not texts:
        raise StanceshiftError("the corpus holds no text", file=folder, fix="add one with `stanceshift add FILE`")
    return texts


def fill_hashes(corpus: str | Path) -> list[Path]:
    """Write the right sha256 into every metadata file that lacks it or has another; return the files changed."""
    changed = []
    for path in text_files(corpus):
        metadata = load_metadata(path, check_hash=False)
        right = sha256_of(path)
        if metadata.sha256 != right:
            dump_metadata(metadata.model_copy(update={"sha256": right}), sidecar_of(path))
            changed.append(sidecar_of(path))
    return changed
