"""Files a text and its metadata in a corpus folder, both or neither, and refuses what is there already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from stanceshift.corpus.metadata import Metadata, dump_metadata, load_metadata, sidecar_of, text_files
from stanceshift.corpus.reading import Reading, read_file
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_bytes


def body_of(reading: Reading) -> str:
    """Return the paragraphs of a reading as one text, a line each."""
    return "\n".join(reading.paragraphs["text"])


@dataclass(frozen=True)
class Filed:
    """A text that a corpus holds: its path, its metadata, its paragraphs as one text."""

    path: Path
    metadata: Metadata
    body: str


def filed_metadata(corpus: str | Path) -> dict[str, tuple[Path, Metadata]]:
    """Return path and metadata of every text of a corpus folder, by document id; nothing where the folder is empty."""
    folder = Path(corpus)
    if not folder.is_dir() or not any(p.is_file() and p != folder / "README.md" for p in folder.rglob("*")):
        return {}
    found = {}
    for path in text_files(folder):
        metadata = load_metadata(path, check_hash=False)
        found[metadata.id] = (path, metadata)
    return found


def filed_texts(corpus: str | Path) -> Iterator[Filed]:
    """Yield every text of a corpus folder with its paragraphs, by document id."""
    for document_id, (path, metadata) in sorted(filed_metadata(corpus).items()):
        reading = read_file(path, document_id=document_id, language=metadata.language)
        yield Filed(path, metadata, body_of(reading))


def duplicate_in(filed: list[Filed], metadata: Metadata, body: str, threshold: float) -> str:
    """Return what makes a text one that is there already, in plain words, or an empty text.

    The same bytes (sha256), the same document id, or paragraphs alike to ``threshold`` (Indel similarity, 0-1) to
    those of a text in the same language.
    """
    for other in filed:
        if other.metadata.sha256 == metadata.sha256:
            return f"the very same file is there as {other.path}"
        if other.metadata.id == metadata.id:
            return f"the id {metadata.id} is taken by {other.path}"
    for other in filed:
        if other.metadata.language == metadata.language:
            score = fuzz.ratio(other.body, body, score_cutoff=100 * threshold) / 100
            if score >= threshold:
                return f"nearly the same text ({score:.0%}) is there as {other.path}"
    return ""


def place_for(corpus: str | Path, metadata: Metadata, suffix: str) -> Path:
    """Return where a text belongs: ``<corpus>/<series>/<document><suffix>``."""
    return Path(corpus) / metadata.series / f"{metadata.id}{suffix.lower()}"


def file_text(corpus: str | Path, metadata: Metadata, data: bytes, suffix: str) -> Path:
    """Write a text and its metadata into a corpus folder and return the path of the text.

    Raises
    ------
    StanceshiftError
        Where a file of that name is there already. When writing fails, neither file is left behind.
    """
    path = place_for(corpus, metadata, suffix)
    sidecar = sidecar_of(path)
    taken = [entry for entry in (path, sidecar) if entry.exists()]
    if taken:
        raise StanceshiftError("is there already", file=taken[0], fix="take it out first, or give the text another id")
    try:
        write_bytes(path, data)
        dump_metadata(metadata, sidecar)
    except BaseException:
        path.unlink(missing_ok=True)
        sidecar.unlink(missing_ok=True)
        raise
    return path
