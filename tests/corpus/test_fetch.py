"""The one module that touches the network, against a real server on loopback that misbehaves."""

import gzip
import time

import pytest

from stanceshift import __version__
from stanceshift.corpus.fetch import Limits, download, sniff
from stanceshift.errors import StanceshiftError

from .loopback import PAGE, answer

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
QUICK = Limits(connect_timeout=2, read_timeout=0.4, total=5, max_bytes=50_000, redirects=3, tries=3, backoff=0.01)


def refused(server, path="/x", limits=QUICK, waits=None):
    with pytest.raises(StanceshiftError) as caught:
        download(server.base + path, limits, sleep=(waits if waits is not None else []).append)
    assert caught.value.fix
    return caught.value.what


def test_page_comes_whole_and_the_user_agent_is_honest(server):
    server.pages["/x"] = lambda h, n: answer(h, kind="text/html; charset=Shift_JIS")
    got = download(server.base + "/x", QUICK)
    assert (got.data, got.kind, got.charset, got.url) == (PAGE, "html", "Shift_JIS", server.base + "/x")
    assert got.time.endswith("Z") and len(got.time) == 20
    assert server.headers["User-Agent"].startswith(f"stanceshift/{__version__} ")


def test_compressed_answer_is_opened(server):
    server.pages["/x"] = lambda h, n: answer(h, body=gzip.compress(PAGE), Content_Encoding="gzip")
    assert download(server.base + "/x", QUICK).data == PAGE


def test_redirect_is_followed_and_told(server):
    server.pages["/x"] = lambda h, n: answer(h, 302, b"", Location="/y")
    server.pages["/y"] = lambda h, n: answer(h)
    assert download(server.base + "/x", QUICK).url == server.base + "/y"


@pytest.mark.parametrize(
    "target", ["file:///etc/hosts", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:text/html,x"]
)
def test_redirect_to_another_scheme_is_refused(server, target):
    server.pages["/x"] = lambda h, n: answer(h, 301, b"", Location=target)
    assert "redirects to" in refused(server) and "http" in refused(server)


def test_redirect_loop_ends(server):
    server.pages["/x"] = lambda h, n: answer(h, 302, b"", Location="/x")
    assert "redirects more than 3 times" in refused(server)
    assert server.hits["/x"] == 4


@pytest.mark.parametrize(
    "address", ["file:///etc/hosts", "ftp://example.org/x", "http://", "http://u:p@example.org/", "x"]
)
def test_bad_address_is_refused_before_any_request(address):
    with pytest.raises(StanceshiftError, match="address"):
        download(address, QUICK)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_client_errors_are_not_tried_again(server, status):
    server.pages["/x"] = lambda h, n: answer(h, status)
    assert f"answers {status}" in refused(server)
    assert server.hits["/x"] == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_server_errors_are_tried_again_with_growing_waits(server, status):
    waits = []
    server.pages["/x"] = lambda h, n: answer(h, status)
    assert "tried 3 times" in refused(server, waits=waits)
    assert waits == [0.01, 0.02]


def test_second_try_may_succeed(server):
    server.pages["/x"] = lambda h, n: answer(h, 500 if n == 1 else 200)
    assert download(server.base + "/x", QUICK, sleep=lambda s: None).data == PAGE


@pytest.mark.parametrize(
    ("asked", "waited"), [("2", 2.0), ("9999", 3.0), ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0), ("x", 0.01)]
)
def test_retry_after_is_honoured_up_to_a_cap(server, asked, waited):
    waits = []
    server.pages["/x"] = lambda h, n: answer(h, 429 if n == 1 else 200, Retry_After=asked)
    limits = Limits(read_timeout=1, total=20, max_wait=3, backoff=0.01)
    download(server.base + "/x", limits, sleep=waits.append)
    assert waits == [waited]


def test_silent_server_is_given_up(server):
    server.pages["/x"] = lambda h, n: time.sleep(2)
    assert "did not answer in time" in refused(server)


def test_server_that_stops_in_the_middle_is_given_up(server):
    def stall(handler, number):
        answer(handler, length=len(PAGE) + 100)
        handler.wfile.flush()
        time.sleep(2)

    server.pages["/x"] = stall
    assert "stopped sending" in refused(server)


def test_dripping_server_meets_the_deadline(server):
    def drip(handler, number):
        answer(handler, body=b"<html>", length=10_000)
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    server.pages["/x"] = drip
    begun = time.monotonic()
    assert "not finished within 0.6 seconds" in refused(server, limits=Limits(read_timeout=1, total=0.6))
    assert time.monotonic() - begun < 2


def test_truncated_body_is_refused(server):
    server.pages["/x"] = lambda h, n: answer(h, length=len(PAGE) + 1)
    assert "cut off" in refused(server)


@pytest.mark.parametrize(("body", "kind"), [(PAGE[:-20], "text/html"), (PDF[:-8], "application/pdf")])
def test_body_without_length_and_end_is_refused(server, body, kind):
    server.pages["/x"] = lambda h, n: answer(h, body=body, kind=kind, length="none")
    assert "cut off" in refused(server)


def test_size_announced_over_the_limit_is_refused(server):
    server.pages["/x"] = lambda h, n: answer(h, length=60_000)
    assert "more than 0.05 MB" in refused(server)


def test_size_over_the_limit_is_refused_while_it_streams(server):
    sent = []

    def pour(handler, number):
        answer(handler, length="none")
        for _ in range(2000):
            handler.wfile.write(b"x" * 10_000)
            sent.append(10_000)

    server.pages["/x"] = pour
    assert "more than 0.05 MB" in refused(server)
    assert sum(sent) < 20_000_000


def test_compressed_bomb_is_refused(server):
    server.pages["/x"] = lambda h, n: answer(h, body=gzip.compress(PAGE + b" " * 5_000_000), Content_Encoding="gzip")
    assert "more than 0.05 MB" in refused(server)


def test_broken_compression_is_refused(server):
    server.pages["/x"] = lambda h, n: answer(h, body=b"not gzip", Content_Encoding="gzip")
    assert "broken" in refused(server)


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (PDF, "text/html", "announces an HTML page and sends a PDF"),
        (PAGE, "application/pdf", "announces a PDF and sends an HTML page"),
        (b"Not found", "application/pdf", "announces a PDF and sends plain text"),
        (b"\x89PNG\r\n\0\0", "text/html", "the content is no PDF"),
        (PAGE, "image/png", "of a type that is not read: image/png"),
        (b"", "text/html", "empty"),
    ],
)
def test_content_that_is_not_what_is_announced_is_refused(server, body, kind, message):
    server.pages["/x"] = lambda h, n: answer(h, body=body, kind=kind)
    assert message in refused(server)


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "application/pdf"])
def test_pdf_is_known_by_its_look(server, kind):
    server.pages["/x"] = lambda h, n: answer(h, body=PDF, kind=kind)
    assert download(server.base + "/x", QUICK).kind == "pdf"


def test_nobody_there(server):
    with pytest.raises(StanceshiftError, match="no connection"):
        download("http://127.0.0.1:9/x", QUICK, sleep=lambda s: None)


def test_sniff():
    assert sniff(b"PK\x03\x04....word/document.xml") == "docx"
    assert sniff(b"PK\x03\x04....xl/workbook.xml") is None
    assert sniff("日本".encode("cp932")) == "text"
