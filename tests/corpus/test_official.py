"""Official texts take the place of digests; what cannot be fetched is told."""

import functools
import hashlib

import pytest
import yaml
from click.testing import CliRunner

from stanceshift.corpus import load_metadata, read_bytes_as_source, read_corpus, read_document
from stanceshift.corpus.add_commands import fetch_command
from stanceshift.corpus.official import fetch_all, main_text
from stanceshift.errors import StanceshiftError

from .corpora import FRENCH, write_document
from .loopback import answer

THIRD = "fr-jp-2017-01-06"
ITEMS = [
    "The Ministers reaffirmed their commitment to a free and open order at sea, based on the law of the sea.",
    "They opposed any attempt to change the status quo by force, wherever it may be made, and by whomever.",
    "They decided to begin talks on a treaty that lets their forces visit each other with less paper.",
]
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>Ministry</title></head><body>
<nav><a href="/">Home page of the ministry</a> <a href="/a">All about us and our work</a> <a href="/b">Contact</a></nav>
<main><h1>Joint statement</h1><h2>Security</h2><ol>{"".join(f"<li>{item}</li>" for item in ITEMS)}</ol></main>
<footer>All rights reserved by the ministry of the republic</footer></body></html>""".encode()


@pytest.fixture
def shelf(tmp_path, server):
    def session(identifier, date, *addresses, **more):
        urls = [
            {"url": server.base + path, "publisher": "A ministry", "lang": lang, "what": what, "official": True}
            for path, lang, what in addresses
        ]
        return {
            "id": identifier,
            "series": "france-japan",
            "date": date,
            "parties": ["fr", "jp"],
            "place": "Paris",
            "urls": urls,
            **more,
        }

    folder = tmp_path / "shelf"
    folder.mkdir()
    label = {"en": "F–J", "fr": "F–J", "ja": "日仏"}
    series = [{"id": "france-japan", "label": label, "parties": ["fr", "jp"], "primary_language": "en"}]
    sessions = [
        session(
            "fr-jp-2017-01-06", "2017-01-06", ("/gone", "en", "statement"), ("/good", "en", "statement"), ordinal=3
        ),
        session("fr-jp-2018-01-26", "2018-01-26", ("/gone", "en", "statement")),
        session("fr-jp-2019-01-11", "2019-01-11", ("/about", "en", "outline")),
        session("fr-jp-2022-01-20", "2022-01-20", ("/good", "fr", "statement"), ("/tiny", "en", "translation")),
    ]
    (folder / "series.yaml").write_text(yaml.safe_dump(series, allow_unicode=True), encoding="utf-8")
    (folder / "sessions.yaml").write_text(yaml.safe_dump(sessions, allow_unicode=True), encoding="utf-8")
    server.pages["/good"] = lambda h, n: answer(h, 302, b"", Location="/moved")
    server.pages["/moved"] = lambda h, n: answer(h, body=PAGE)
    server.pages["/gone"] = lambda h, n: answer(h, 404)
    server.pages["/tiny"] = lambda h, n: answer(h, body=b"<html><body><p>Accept our cookies, please.</p></body></html>")
    return folder


@pytest.fixture
def run(tmp_path, shelf, monkeypatch):
    quick = functools.partial(fetch_all, pause=0, sleep=lambda seconds: None)
    monkeypatch.setattr("stanceshift.corpus.add_commands.fetch_all", quick)
    corpus = tmp_path / "corpus"

    def call(*flags):
        arguments = ["--corpus", str(corpus), "--catalogue", str(shelf), *flags]
        result = CliRunner().invoke(fetch_command, arguments)
        return result, corpus

    return call


def test_official_text_takes_the_place_of_the_digest(run, tmp_path, server):
    digest = write_document(tmp_path / "corpus", FRENCH, text_kind="digest", language="fr")
    english = digest.with_name("fr-jp-2017-01-06.en.digest.txt")
    write_document(tmp_path / "corpus", FRENCH, text_kind="digest", language="en")
    result, corpus = run("--session", "fr-jp-2017-01-06")
    assert result.exit_code == 0, result.output
    path = corpus / "france-japan" / "fr-jp-2017-01-06.en.html"
    metadata = load_metadata(path)
    assert (metadata.text_kind, metadata.coverage, metadata.ordinal) == ("official", "full", 3)
    assert metadata.retrieved is not None and metadata.retrieved.endswith("Z")
    assert metadata.source_url == server.base + "/good"
    assert server.base + "/moved" in metadata.note
    assert hashlib.sha256(PAGE).hexdigest() in metadata.note
    assert (tmp_path / "corpus-originals" / "france-japan" / path.name).read_bytes() == PAGE
    assert english.is_file()
    for name in (digest, english):
        sidecar = name.with_name(name.name.removesuffix(".txt") + ".yaml")
        value = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
        sidecar.write_text(yaml.safe_dump({**value, "sha256": hashlib.sha256(name.read_bytes()).hexdigest()}))
    documents = read_corpus(corpus, catalogue=tmp_path / "shelf").documents.set_index("document_id")
    assert documents.loc["fr-jp-2017-01-06.en", ["active", "primary"]].all()
    assert not documents.loc["fr-jp-2017-01-06.en.digest", "active"]


def test_a_text_that_is_there_is_not_fetched_again(run, server):
    run("--session", "fr-jp-2017-01-06")
    hits = dict(server.hits)
    result, _ = run("--session", "fr-jp-2017-01-06")
    assert result.exit_code == 0 and "1 there" in result.output
    assert dict(server.hits) == hits


def test_failures_are_told_and_the_others_kept(run):
    result, corpus = run("--all")
    assert result.exit_code == 1
    assert "1 fetched" in result.output and "3 failed" in result.output and "1 unknown" in result.output
    words = " ".join(result.output.split())
    for part in ("the server answers 404", "reads as en, recorded as fr", "no statement", "/about"):
        assert part in words, part
    assert sorted(p.name for p in corpus.rglob("*") if p.is_file()) == [
        "fr-jp-2017-01-06.en.html",
        "fr-jp-2017-01-06.en.yaml",
    ]


def test_dry_run_opens_no_connection(run, server):
    result, corpus = run("--series", "france-japan", "--language", "en", "--dry-run")
    assert result.exit_code == 0 and "3 planned" in result.output
    assert not server.hits and not corpus.exists()


def test_a_page_that_leads_to_the_text_says_where(run, server):
    targets = {"/files/joint.pdf": "here", "/b": "Joint Statement", "/c": "Contact", "file:///x.pdf": "x"}
    links = "".join(f'<a href="{target}">{name}</a>' for target, name in targets.items())
    page = f"<html><body><main><p>Documents of the meeting of ministers.</p>{links}</main></body></html>"
    server.pages["/gone"] = lambda h, n: answer(h, body=page.encode())
    result, corpus = run("--session", "fr-jp-2018-01-26")
    words = "".join(result.output.replace("│", "").split())
    assert result.exit_code == 1 and not corpus.exists()
    assert f"itlinksto{server.base}/files/joint.pdf,{server.base}/b:" in words


@pytest.mark.parametrize("flags", [(), ("--session", "fr-jp-1999-01-01"), ("--series", "none")])
def test_what_to_fetch_must_be_said_and_known(run, flags):
    result, _ = run(*flags)
    assert result.exit_code == 2


def test_main_text_keeps_headings_and_the_numbers_of_lists():
    data = main_text(PAGE, None, "http://a.org")
    reading = read_document(read_bytes_as_source(data, "x.html"), "x")
    assert list(reading.paragraphs["text"]) == ITEMS
    assert list(reading.paragraphs["label"]) == ["1.", "2.", "3."]
    assert reading.headings == [("Security", 1)]
    assert reading.title == "Joint statement"


def test_main_text_is_decoded_as_the_server_or_the_page_says():
    japanese = "大臣たちは、法の支配に基づく自由で開かれた国際秩序を維持し、強化することへの決意を再確認した。" * 4
    page = f"<html><head><title>x</title></head><body><main><p>{japanese}</p></main></body></html>"
    assert japanese in main_text(page.encode("cp932"), "Shift_JIS", "a").decode()
    declared = page.replace("<title>", '<meta charset="euc-jp"><title>')
    assert japanese in main_text(declared.encode("euc_jp"), None, "a").decode()


def test_a_page_without_text_is_refused():
    with pytest.raises(StanceshiftError, match="no main text"):
        main_text(b"<html><body><script>1</script></body></html>", None, "http://a.org")
