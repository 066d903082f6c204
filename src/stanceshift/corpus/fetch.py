"""Downloads one file from a web address; the only module that touches the network."""

from __future__ import annotations

import email.utils
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import requests

from stanceshift import __version__
from stanceshift.corpus.catalogue import address_problem
from stanceshift.errors import StanceshiftError

USER_AGENT = f"stanceshift/{__version__} (text analysis of diplomatic communiques; one person's request for one text)"
RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})
CHUNK = 1 << 14

Kind = Literal["pdf", "html", "docx", "text"]
SUFFIX: dict[Kind, str] = {"pdf": ".pdf", "html": ".html", "docx": ".docx", "text": ".txt"}
_NAMES: dict[Kind, str] = {"pdf": "a PDF", "html": "an HTML page", "docx": "a Word file", "text": "plain text"}
_DECLARED: dict[str, Kind] = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|div|p|h1|table|br)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How long and how much: seconds, bytes and counts."""

    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total: float = 120.0
    max_bytes: int = 20_000_000
    redirects: int = 5
    tries: int = 3
    backoff: float = 1.0
    max_wait: float = 30.0


@dataclass(frozen=True)
class Download:
    """What an address sent: the address after redirects, the bytes, what they are, the charset named, UTC time."""

    url: str
    data: bytes
    kind: Kind
    charset: str | None
    time: str


class _Failure(Exception):
    """One failed try: why, whether another may help, and how long the server asks to wait (seconds)."""

    def __init__(self, why: str, *, again: bool = False, wait: float | None = None) -> None:
        super().__init__(why)
        self.why, self.again, self.wait = why, again, wait


def download(url: str, limits: Limits | None = None, *, sleep: Callable[[float], None] = time.sleep) -> Download:
    """Return what stands at a web address, checked.

    Redirects are followed to http and https alone. Answers 408, 429 and 5xx, time-outs and broken connections are
    tried again, each time after twice the wait, or as long as ``Retry-After`` asks, up to `Limits.max_wait`.

    Raises
    ------
    StanceshiftError
        Where the address is not well formed or redirects elsewhere than to http and https or too often, the server
        refuses, the time or the size is over the limit, the body is cut off, or the content is not what the server
        says it is.
    """
    bounds = limits or Limits()
    until = time.monotonic() + bounds.total
    for number in range(1, bounds.tries + 1):
        try:
            return _in_time(url, bounds, until)
        except _Failure as failure:
            pause = bounds.backoff * 2 ** (number - 1) if failure.wait is None else failure.wait
            pause = min(pause, bounds.max_wait)
            if not failure.again or number == bounds.tries or time.monotonic() + pause >= until:
                tried = f" (tried {number} times)" if number > 1 else ""
                raise StanceshiftError(
                    failure.why + tried,
                    file=url,
                    fix="open the address in a browser; save the text and file it with `stanceshift add FILE`",
                ) from failure
            sleep(pause)
    raise AssertionError("no try was made")


def _in_time(url: str, limits: Limits, until: float) -> Download:
    """Run one try in a thread of its own, so that a server that sends drop by drop cannot outlast the deadline."""
    outcome: list[Download | Exception] = []
    stop = threading.Event()

    def run() -> None:
        try:
            outcome.append(_attempt(url, limits, stop))
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(0.0, until - time.monotonic()))
    stop.set()
    if not outcome:
        raise _Failure(f"not finished within {limits.total:g} seconds")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def _attempt(url: str, limits: Limits, stop: threading.Event) -> Download:
    with requests.Session() as session:
        session.headers.update(
            {"User-Agent": USER_AGENT, "Accept": "text/html, application/pdf, text/plain, */*;q=0.1"}
        )
        try:
            return _follow(session, url, limits, stop)
        except requests.exceptions.SSLError as error:
            raise _Failure(f"no safe connection: {error}") from error
        except requests.Timeout as error:
            raise _Failure("the server did not answer in time", again=True) from error
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise _Failure(f"the answer is cut off or broken: {error}", again=True) from error
        except requests.ConnectionError as error:
            stalled = "timed out" in str(error)
            why = "the server stopped sending" if stalled else f"no connection, or it broke off: {error}"
            raise _Failure(why, again=True) from error
        except (requests.RequestException, ValueError) as error:
            raise _Failure(f"not readable: {error}") from error


def _follow(session: requests.Session, url: str, limits: Limits, stop: threading.Event) -> Download:
    here = url
    for _ in range(limits.redirects + 1):
        problem = address_problem(here)
        if problem:
            raise _Failure(f"the address {'it redirects to ' if here != url else ''}{problem}: {here}")
        with session.get(
            here, stream=True, allow_redirects=False, timeout=(limits.connect_timeout, limits.read_timeout)
        ) as response:
            target = session.get_redirect_target(response)
            if target is None:
                return _read(response, here, limits, stop)
            here = requests.compat.urljoin(here, target)
    raise _Failure(f"redirects more than {limits.redirects} times")


def _read(response: requests.Response, url: str, limits: Limits, stop: threading.Event) -> Download:
    if response.status_code != 200:
        again = response.status_code in RETRIED_STATUS
        wait = _retry_after(response.headers.get("Retry-After")) if again else None
        raise _Failure(f"the server answers {response.status_code} {response.reason}", again=again, wait=wait)
    length = response.headers.get("Content-Length", "")
    too_big = _Failure(f"more than {limits.max_bytes / 1e6:g} MB")
    if length.isdigit() and int(length) > limits.max_bytes:
        raise too_big
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(CHUNK):
        size += len(part)
        if size > limits.max_bytes:
            raise too_big
        if stop.is_set():
            raise _Failure("stopped")
        parts.append(part)
    data = b"".join(parts)
    encoded = response.headers.get("Content-Encoding", "identity") != "identity"
    if length.isdigit() and not encoded and int(length) != size:
        raise _Failure(f"cut off: {size} of {length} bytes came", again=True)
    header = response.headers.get("Content-Type", "")
    kind = _checked_kind(data, header.split(";")[0].strip().lower())
    if not length and "chunked" not in response.headers.get("Transfer-Encoding", "").lower():
        _check_end(data, kind)
    charset = re.search(r"charset=[\"']?([\w.:-]+)", header, re.IGNORECASE)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Download(url, data, kind, charset[1] if charset else None, now)


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks to wait (a number or a date), or None."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds())


def sniff(data: bytes) -> Kind | None:
    """Return what ``data`` is by its own look, None where it is none of `SUFFIX`."""
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in data else None
    if _HTML.search(head):
        return "html"
    return None if b"\0" in head or not data.strip() else "text"


def _checked_kind(data: bytes, declared: str) -> Kind:
    if not data.strip():
        raise _Failure("the answer is empty")
    found = sniff(data)
    if found is None:
        raise _Failure(f"the content is no PDF, HTML page, Word file or plain text (declared: {declared or 'nothing'})")
    if declared in _UNSAID:
        return found
    said = _DECLARED.get(declared)
    if said is None:
        raise _Failure(f"of a type that is not read: {declared}")
    if said != found:
        raise _Failure(f"the server announces {_NAMES[said]} and sends {_NAMES[found]}, an error page perhaps")
    return found


def _check_end(data: bytes, kind: Kind) -> None:
    """Refuse a body without its end where the server did not say how long it is."""
    tail = data[-2048:]
    if kind == "pdf" and b"%%EOF" not in tail:
        raise _Failure("cut off: the PDF has no end", again=True)
    begun = re.search(rb"<(?:html|body)\b", data, re.IGNORECASE)
    if kind == "html" and begun and not re.search(rb"</(?:html|body)\s*>", tail, re.IGNORECASE):
        raise _Failure("cut off: the page has no end", again=True)
