"""Imports a folder of texts with YAML headers or JSON or YAML sidecars into a corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanceshift.corpus.add import (
    OPENING,
    Candidate,
    file_candidate,
    metadata_of,
    new_series,
    propose,
    read_candidate,
    slug,
)
from stanceshift.corpus.catalogue import Catalogue, load_catalogue
from stanceshift.corpus.clues import NAMES, countries_in, country_code
from stanceshift.corpus.filing import Filed, body_of, duplicate_in, filed_texts
from stanceshift.corpus.metadata import Metadata
from stanceshift.corpus.source import TEXT_SUFFIXES
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, read_yaml

SIDECARS = (".json", ".yaml", ".yml")
_DATED = re.compile(r"[-_. ]*\d{4}(?:-\d{2}(?:-\d{2})?)?.*$")


@dataclass(frozen=True)
class Imported:
    """What came of a file: `state` (imported, planned, refused, ignored), why (`detail`) and `remarks` to look at."""

    path: Path
    state: str
    detail: str
    metadata: Metadata | None = None
    n_paragraphs: int = 0
    n_suspicions: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The files of a folder: texts read, files that cannot be, and files that are no texts."""

    candidates: list[Candidate]
    problems: list[Imported]


def sidecar_value(path: Path) -> dict[str, Any]:
    """Return what the JSON or YAML sidecar of a text holds, nothing where it has none.

    Raises
    ------
    StanceshiftError
        Where the sidecar cannot be read or holds no keys.
    """
    for suffix in SIDECARS:
        sidecar = path.with_name(path.name.removesuffix(path.suffix) + suffix)
        if sidecar.is_file():
            value = read_json(sidecar) if suffix == ".json" else read_yaml(sidecar)
            if not isinstance(value, dict):
                raise StanceshiftError("expected keys and values", file=sidecar, fix="write `title: ...` and so on")
            return value
    return {}


def find_texts(folder: str | Path, *, names: Path = NAMES) -> Found:
    """Return the texts under a folder, in the order of their paths, with what cannot be read or is no text.

    Raises
    ------
    StanceshiftError
        Where the folder is missing or holds no text.
    """
    root = Path(folder)
    if not root.is_dir():
        raise StanceshiftError("no such folder", file=root, fix="check the path")
    files = sorted((p for p in root.rglob("*") if p.is_file()), key=lambda p: p.relative_to(root).as_posix())
    texts = [p for p in files if p.suffix.lower() in TEXT_SUFFIXES and p.stem.casefold() != "readme"]
    if not texts:
        raise StanceshiftError(
            "no text in the folder", file=root, fix=f"give a folder with files {', '.join(TEXT_SUFFIXES)}"
        )
    stems = {p.with_name(p.name.removesuffix(p.suffix)) for p in texts}
    candidates, problems = [], []
    for path in files:
        if path in texts:
            try:
                candidates.append(read_candidate(path, header=sidecar_value(path), names=names))
            except StanceshiftError as error:
                problems.append(Imported(path, "refused", str(error)))
        elif not (path.suffix in SIDECARS and path.with_name(path.name.removesuffix(path.suffix)) in stems):
            problems.append(Imported(path, "ignored", "no text and no sidecar of one"))
    return Found(candidates, problems)


def series_name(candidate: Candidate) -> str:
    """Return the series of a candidate: its header's, else its file name without the date, else its folder's name."""
    said = candidate.header.get("series")
    return slug(str(said)) if said else slug(_DATED.sub("", candidate.path.stem)) or slug(candidate.path.parent.name)


def parties_of_series(
    candidates: list[Candidate],
    catalogue: Catalogue,
    given: Mapping[str, list[str]] | None = None,
    *,
    names: Path = NAMES,
) -> dict[str, tuple[list[str], str]]:
    """Return, for each series of the candidates, its parties and where they are from.

    In this order: given, catalogue, headers, the countries in the series' name, and the countries that the title and
    opening of at least half of its texts name (a guess, for a person to look at).
    """
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(series_name(candidate), []).append(candidate)
    found: dict[str, tuple[list[str], str]] = {}
    for series, members in groups.items():
        headers = [member.header["parties"] for member in members if member.header.get("parties")]
        in_name = [code for code in (country_code(part, names=names) for part in series.split("-")) if code]
        counts: Counter[str] = Counter()
        for member in members:
            counts.update(set(countries_in(f"{member.reading.title}\n{_start(member)}", names=names)))
        guessed = sorted(code for code, count in counts.items() if 2 * count >= len(members))
        if given and series in given:
            found[series] = (list(given[series]), "given")
        elif series in catalogue.series:
            found[series] = (list(catalogue.series[series].parties), "catalogue")
        elif headers:
            found[series] = (list(headers[0]), "header")
        elif len(in_name) >= 2:
            found[series] = (in_name, "name")
        else:
            found[series] = (guessed, "text")
    return found


def _start(candidate: Candidate) -> str:
    return " ".join(candidate.reading.paragraphs["text"])[: OPENING // 2]


def import_folder(
    found: Found,
    corpus: str | Path,
    catalogue_folder: str | Path,
    *,
    parties: Mapping[str, list[str]] | None = None,
    defaults: Mapping[str, Any] | None = None,
    near_duplicate: float = 0.9,
    min_characters: int = 200,
    dry_run: bool = False,
    names: Path = NAMES,
) -> Iterator[Imported]:
    """Yield what comes of each file; one that is refused does not keep the others from being imported.

    ``defaults`` (publisher, licence, retrieved ...) fill what no header says. New series and sessions go into the
    catalogue. A text is filed with its metadata or not at all.
    """
    yield from found.problems
    catalogue = load_catalogue(catalogue_folder, missing_ok=True)
    known = parties_of_series(found.candidates, catalogue, parties, names=names)
    planned = {
        series: new_series(series, codes)
        for series, (codes, _) in known.items()
        if series not in catalogue.series and codes
    }
    whole = Catalogue({**catalogue.series, **planned}, catalogue.sessions)
    filed: list[Filed] = list(filed_texts(corpus))
    for candidate in found.candidates:
        series = series_name(candidate)
        codes, origin = known[series]
        remarks = [f"parties guessed from the text: {', '.join(codes)}"] if codes and origin == "text" else []
        try:
            given = {
                **(defaults or {}),
                **_publisher(candidate),
                **candidate.header,
                "series": series,
                "parties": codes,
            }
            proposal = propose(candidate, whole, given, names=names)
            metadata = metadata_of(_with_session(proposal.values, candidate), candidate)
            body = body_of(candidate.reading)
            problem = duplicate_in(filed, metadata, body, near_duplicate)
            if problem:
                raise StanceshiftError(problem, file=candidate.path, fix="take one of the two out")
            if len(body) < min_characters:
                raise StanceshiftError(
                    f"only {len(body)} characters in paragraphs",
                    file=candidate.path,
                    fix="look whether the text is whole",
                )
            path = candidate.path
            if not dry_run:
                catalogue = load_catalogue(catalogue_folder, missing_ok=True)
                path = file_candidate(candidate, metadata, corpus, catalogue_folder, catalogue)
        except StanceshiftError as error:
            yield Imported(candidate.path, "refused", str(error))
            continue
        filed.append(Filed(path, metadata, body))
        reading = candidate.reading
        if reading.language_confidence == 0.0:
            remarks.append(f"declared as {metadata.language}, does not read so")
        remarks += [f"{key} not stated" for key in ("publisher", "licence") if getattr(metadata, key) == "not stated"]
        yield Imported(
            candidate.path,
            "planned" if dry_run else "imported",
            str(path),
            metadata,
            len(reading.paragraphs),
            len(reading.suspicions),
            tuple(remarks),
        )


def _publisher(candidate: Candidate) -> dict[str, str]:
    """Return the host of the source address as publisher, for want of a better one."""
    host = re.match(r"https?://(?:www\.)?([^/:]+)", str(candidate.header.get("source_url", "")))
    return {"publisher": host[1]} if host else {}


def _with_session(values: dict[str, Any], candidate: Candidate) -> dict[str, Any]:
    """Return ``values`` with what a file name adds after the date ("-roadmap") at the end of a new session's id."""
    rest = re.search(r"\d{4}-\d{2}-\d{2}[-_]([A-Za-z][\w-]*)$", candidate.path.stem)
    session = str(values.get("session", ""))
    if rest and session.endswith(str(values.get("date"))):
        return {**values, "session": f"{session}-{slug(rest[1])}"}
    return values
