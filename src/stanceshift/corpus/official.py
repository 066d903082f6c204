"""Puts the official texts of catalogued sessions into a corpus, where so far a digest or nothing stands."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.html
import trafilatura
from lxml.etree import ParserError

from stanceshift.corpus.catalogue import Address, Catalogue, Session
from stanceshift.corpus.fetch import SUFFIX, Download, Limits, download
from stanceshift.corpus.filing import file_text, filed_metadata, place_for
from stanceshift.corpus.metadata import Metadata, parse_metadata
from stanceshift.corpus.readers import read_bytes_as_source
from stanceshift.corpus.readers.plain import decode
from stanceshift.corpus.reading import Reading, read_document
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_bytes

WANTED = ("statement", "translation")
READ = ("fr", "en", "ja")
MAX_LINKS = 3
"""So many addresses are named where a page only leads to the text."""
_TEXT_LINK = re.compile(r"\bstatement\b|communiqu|d[ée]claration|共同(?:発表|声明|宣言)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """A text to fetch: its session, language and kind, its document id, the addresses to try, and why not, if not."""

    session: Session
    language: str
    document_id: str
    addresses: tuple[Address, ...]
    hindrance: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a wish: `state` is fetched, planned, there, unknown or failed; `detail` says more."""

    wish: Wish
    state: str
    detail: str
    path: Path | None = None
    reading: Reading | None = None


def wishes(
    catalogue: Catalogue, corpus: str | Path, sessions: Iterable[Session], languages: Iterable[str] = ()
) -> list[Wish]:
    """Return, for each session, the texts that could be fetched, in each recorded language (or those given).

    A session without any official address of its text gets one wish without addresses, so that nothing is passed over
    in silence. Translations are filed under ``<session>.<language>.translation``.
    """
    there = filed_metadata(corpus)
    wanted = set(languages)
    found: list[Wish] = []
    for session in sessions:
        groups: dict[tuple[str, str], list[Address]] = {}
        for address in session.urls:
            if address.what in WANTED and address.official and (not wanted or address.lang in wanted):
                groups.setdefault((address.lang, address.what), []).append(address)
        if not groups:
            pages = [address.url for address in session.urls if address.what in ("landing_page", "outline")]
            hint = f"; look at {pages[0]}" if pages else ""
            found.append(Wish(session, "", session.id, (), f"no official address of the text is recorded{hint}"))
        for (language, what), addresses in groups.items():
            document = f"{session.id}.{language}" + (".translation" if what == "translation" else "")
            hindrance = ""
            if document in there:
                hindrance = f"there already: {there[document][0]}"
            elif language not in READ:
                hindrance = f"texts in {language} are not read"
            found.append(Wish(session, language, document, tuple(addresses), hindrance))
    return found


def fetch_all(
    items: Iterable[Wish],
    corpus: str | Path,
    originals: str | Path,
    *,
    limits: Limits | None = None,
    min_characters: int = 200,
    dry_run: bool = False,
    pause: float = 1.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Outcome]:
    """Yield the outcome of each wish; one that fails does not keep the others from being fetched.

    ``pause`` seconds pass between two requests to the same host. Pages are kept as received under ``originals``.
    """
    visited: set[str] = set()
    for wish in items:
        if wish.hindrance:
            state = "unknown" if not wish.addresses else "there" if wish.language in READ else "failed"
            yield Outcome(wish, state, wish.hindrance)
            continue
        if dry_run:
            yield Outcome(wish, "planned", wish.addresses[0].url)
            continue
        problems: list[str] = []
        for address in wish.addresses:
            host = urlsplit(address.url).hostname or ""
            if host in visited:
                sleep(pause)
            visited.add(host)
            try:
                got = download(address.url, limits, sleep=sleep)
                path, reading = _file(wish, address, got, Path(corpus), Path(originals), min_characters)
            except StanceshiftError as error:
                problems.append(f"{error.file or address.url}: {error.what}")
                continue
            yield Outcome(wish, "fetched", address.url, path, reading)
            break
        else:
            yield Outcome(wish, "failed", "; ".join(problems))


def main_text(data: bytes, charset: str | None, name: str) -> bytes:
    """Return an HTML page reduced by trafilatura to its main text, as a small UTF-8 HTML page with its headings.

    The numbers of numbered lists, which a browser prints, are written out.

    Raises
    ------
    StanceshiftError
        Where the page cannot be read or holds no main text.
    """
    declared = _META_CHARSET.search(data[:4096])
    encoding = charset or (declared[1].decode("ascii") if declared else None)
    try:
        text = decode(data, name, encoding)[0]
    except StanceshiftError:
        text = decode(data, name)[0]
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ParserError, ValueError) as error:
        raise StanceshiftError(f"not readable as HTML: {error}", file=name, fix="save the text by hand") from error
    _write_out_numbers(root)
    page = trafilatura.extract(
        lxml.html.tostring(root, encoding="unicode"),
        output_format="html",
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        favor_recall=True,
    )
    if not page:
        raise StanceshiftError("the page holds no main text", file=name, fix="save the text by hand")
    return page.replace("<html>", '<html>\n  <head><meta charset="utf-8"/></head>', 1).encode("utf-8")


def linked_texts(data: bytes, base: str) -> list[str]:
    """Return the first `MAX_LINKS` addresses a page links to that look like a text: a PDF or Word file, or so named."""
    try:
        root = lxml.html.document_fromstring(data)
    except (ParserError, ValueError):
        return []
    found: dict[str, None] = {}
    for link in root.xpath("//a[@href]"):
        target = urljoin(base, link.get("href").strip())
        parts = urlsplit(target)
        named = _TEXT_LINK.search(link.text_content()) or parts.path.lower().endswith((".pdf", ".docx"))
        if named and parts.scheme in ("http", "https") and target.partition("#")[0] != base:
            found[target] = None
    return list(found)[:MAX_LINKS]


def _write_out_numbers(root: lxml.html.HtmlElement) -> None:
    """Make each item of a numbered list a paragraph that begins with its number."""
    for numbered in root.xpath("//ol[not(ancestor::ol) and not(ancestor::nav)]"):
        start = numbered.get("start") or "1"
        items = [child for child in numbered if child.tag == "li"]
        for number, item in enumerate(items, int(start) if start.isdigit() else 1):
            first = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
            first.text = f"{number}. {(first.text or '').lstrip()}"
            item.tag = "div" if first is not item else "p"
        numbered.tag = "div"


def metadata_for(session: Session, address: Address, document_id: str, **more: object) -> Metadata:
    """Return the metadata of a session's text at an address; ``more`` holds title, retrieved, sha256 and note."""
    kind = "translation" if address.what == "translation" else "official"
    genre = "joint_statement" if session.statement.kind in ("unknown", "none") else session.statement.kind
    values = {
        "id": document_id,
        "session": session.id,
        **session.model_dump(include={"series", "ordinal", "date", "place", "parties", "participants"}),
        "language": address.lang,
        "text_kind": kind,
        "genre": genre,
        "coverage": "full",
        "publisher": address.publisher,
        "source_url": address.url,
        "licence": f"As published by {address.publisher}; reuse with its source",
        **more,
    }
    return parse_metadata(values, document_id)


def _file(
    wish: Wish, address: Address, got: Download, corpus: Path, originals: Path, min_characters: int
) -> tuple[Path, Reading]:
    suffix = SUFFIX[got.kind]
    links = linked_texts(got.data, got.url) if got.kind == "html" else []
    elsewhere = f"; it links to {', '.join(links)}: if one is the text, file it with `stanceshift add`" if links else ""
    try:
        data = main_text(got.data, got.charset, address.url) if got.kind == "html" else got.data
    except StanceshiftError as error:
        raise StanceshiftError(error.what + elsewhere, file=address.url, fix=error.fix) from error
    reading = read_document(read_bytes_as_source(data, f"{wish.document_id}{suffix}"), wish.document_id)
    characters = int(reading.paragraphs["text"].str.len().sum())
    if characters < min_characters:
        raise StanceshiftError(
            f"only {characters} characters of text: no statement{elsewhere}",
            file=address.url,
            fix="open the address in a browser",
        )
    if reading.language != wish.language:
        raise StanceshiftError(
            f"reads as {reading.language}, recorded as {wish.language}", file=address.url, fix="mend the catalogue"
        )
    received = hashlib.sha256(got.data).hexdigest()
    notes = [f"The address led to {got.url}."] if got.url != address.url else []
    if got.kind == "html":
        notes.append(f"Main text of the page; the page as received has the sha256 {received}.")
    title = reading.title or wish.session.statement.title or f"{wish.session.series}, {wish.session.date}"
    metadata = metadata_for(
        wish.session,
        address,
        wish.document_id,
        title=title,
        retrieved=got.time,
        sha256=hashlib.sha256(data).hexdigest(),
        note=" ".join(notes) or None,
    )
    path = file_text(corpus, metadata, data, suffix)
    if got.kind == "html":
        write_bytes(place_for(originals, metadata, suffix), got.data)
    return path, reading
