"""A new text: what is proposed, what is refused, where it is filed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from stanceshift.corpus import load_metadata, read_corpus
from stanceshift.corpus.add import file_candidate, metadata_of, propose, read_candidate, session_id
from stanceshift.corpus.add_commands import add_command
from stanceshift.corpus.catalogue import load_catalogue
from stanceshift.corpus.filing import filed_texts
from stanceshift.errors import StanceshiftError

CATALOGUE = Path("data/catalogue")
TEXT = """Joint Statement of the Third Meeting of the Foreign and Defence Ministers of France and Australia

Canberra, 14 March 2026

1. The Ministers met in Canberra and reaffirmed their commitment to a free and open Indo-Pacific, with respect for law.

2. They expressed serious concern about the sea and opposed any unilateral attempt to change the status quo by force.
"""


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "download (1).txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name in ("series.yaml", "sessions.yaml"):
        (shelf / name).write_bytes((CATALOGUE / name).read_bytes())
    return ["--corpus", str(tmp_path / "corpus"), "--catalogue", str(shelf)]


def run(*arguments, **more):
    return CliRunner().invoke(add_command, [str(a) for a in arguments], **more)


def test_proposal_from_the_words_of_the_text(text):
    proposal = propose(read_candidate(text), load_catalogue(CATALOGUE))
    expected = {
        "series": "france-australia",
        "date": "2026-03-14",
        "session": "fr-au-2026-03-14",
        "ordinal": 3,
        "place": "Canberra",
        "language": "en",
        "parties": ["fr", "au"],
    }
    assert {key: proposal.values[key] for key in expected} == expected
    assert proposal.missing == ["publisher"]


def test_proposal_from_the_catalogue(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "Déclaration de la France et du Japon\n\nTokyo, le 26 janvier 2018\n\n1. Les ministres ont condamné le tir.\n"
    )
    values = propose(read_candidate(path), load_catalogue(CATALOGUE)).values
    assert (values["session"], values["ordinal"], values["place"]) == ("fr-jp-2018-01-26", 4, "Tokyo")
    assert "Florence Parly (Minister for the Armed Forces)" in values["participants"]


def test_a_session_known_by_month_keeps_its_date(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "Joint statement of Australia and the United Kingdom\n\nSydney, 3 February 2015\n\n1. They met in Sydney.\n"
    )
    values = propose(read_candidate(path), load_catalogue(CATALOGUE)).values
    assert (values["session"], values["date"]) == ("au-uk-2015-02", "2015-02")


def test_what_is_given_prevails_over_header_and_text(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(f"---\nplace: Perth\npublisher: A ministry\ndate: 2026-03-15\n---\n\n{TEXT}")
    values = propose(read_candidate(path), load_catalogue(CATALOGUE), {"place": "Sydney"}).values
    assert (values["place"], values["publisher"], values["date"]) == ("Sydney", "A ministry", "2026-03-15")


def test_session_ids():
    catalogue = load_catalogue(CATALOGUE)
    assert session_id(catalogue, "japan-uk", ["jp", "gb"], "2027-01-01") == "jp-uk-2027-01-01"
    assert session_id(catalogue, "france-india", ["fr", "in"], "2027-01-01") == "fr-in-2027-01-01"
    assert session_id(catalogue, "quad", ["au", "in", "jp", "us"], "2027-01-01") == "quad-2027-01-01"
    assert session_id(catalogue, "fr-jp-leaders", ["fr", "jp"], "2027-01-01") == "fr-jp-leaders-2027-01-01"


def test_added_text_is_read_as_part_of_the_corpus(text, place):
    result = run(text, *place, "--publisher", "A ministry", "--yes")
    assert result.exit_code == 0, result.output
    assert "2 paragraphs" in result.output and "Next: dvc repro" in result.output
    corpus = read_corpus(place[1], catalogue=place[3])
    assert list(corpus.documents["document_id"]) == ["fr-au-2026-03-14.en"]
    assert (Path(place[1]) / "france-australia" / "fr-au-2026-03-14.en.txt").read_bytes() == text.read_bytes()
    session = load_catalogue(place[3]).sessions["fr-au-2026-03-14"]
    assert (session.ordinal, session.place) == (3, "Canberra")


def test_new_series_takes_no_python(text, place):
    flags = ["--series", "Quad Leaders", "--parties", "au,India,jp,us", "--publisher", "A", "--yes"]
    result = run(text, *place, *flags, "--series-label", "Quad", "--series-label", "ja=クアッド")
    assert result.exit_code == 0, result.output
    series = load_catalogue(place[3]).series["quad-leaders"]
    assert (series.parties, series.label.fr, series.label.ja) == (["au", "in", "jp", "us"], "Quad", "クアッド")
    assert (Path(place[1]) / "quad-leaders" / "quad-leaders-2026-03-14.en.txt").is_file()


def test_dry_run_writes_nothing(text, place):
    before = {p: p.read_bytes() for p in Path(place[3]).iterdir()}
    result = run(text, *place, "--publisher", "A", "--dry-run")
    assert result.exit_code == 0 and "nothing was written" in result.output
    assert not Path(place[1]).exists()
    assert before == {p: p.read_bytes() for p in Path(place[3]).iterdir()}


def test_without_a_terminal_nothing_is_asked(text, place):
    result = run(text, *place, "--publisher", "A")
    assert result.exit_code == 2 and "--yes" in result.output
    result = run(text, *place, "--yes")
    assert result.exit_code == 1 and "--publisher" in result.output
    assert not Path(place[1]).exists()


def test_questions_on_a_terminal(text, place, monkeypatch):
    monkeypatch.setattr("stanceshift.corpus.add_commands._on_terminal", lambda: True)
    answers = ["", "2026-03-15", "", "Hobart", "", "", "A ministry", "", "", "y"]
    result = run(text, *place, input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    path = Path(place[1]) / "france-australia" / "fr-au-2026-03-15.en.txt"
    metadata = load_metadata(path)
    assert (metadata.date, metadata.place, metadata.publisher) == ("2026-03-15", "Hobart", "A ministry")


def test_what_is_needed_is_asked_until_it_is_answered(text, place, monkeypatch):
    monkeypatch.setattr("stanceshift.corpus.add_commands._on_terminal", lambda: True)
    answers = ["A New Pair", "atlantis", "fr,au", *[""] * 7, "A ministry", "", "", "y"]
    result = run(text, *place, input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert "no known country: atlantis" in result.output and result.output.count("Publisher:") == 3
    series = load_catalogue(place[3]).series["a-new-pair"]
    assert series.parties == ["fr", "au"]


def test_dry_run_says_what_is_still_to_be_said(text, place):
    result = run(text, *place, "--dry-run")
    assert result.exit_code == 0 and "Still to be said: publisher (--publisher ...)" in result.output


def test_answer_no_writes_nothing(text, place, monkeypatch):
    monkeypatch.setattr("stanceshift.corpus.add_commands._on_terminal", lambda: True)
    result = run(text, *place, "--publisher", "A", input="\n" * 8 + "n\n")
    assert result.exit_code == 1
    assert not Path(place[1]).exists()


@pytest.mark.parametrize(
    ("change", "flags", "message"),
    [
        (lambda t: t, [], "the very same file"),
        (
            lambda t: t.replace("serious", "deep") + "\n3. They will meet again next year in another place.\n",
            [],
            "is taken by",
        ),
        (lambda t: t.replace("serious", "deep"), ["--session", "fr-au-2026-03-14-b"], "nearly the same text"),
    ],
)
def test_duplicates_are_refused(text, place, change, flags, message):
    assert run(text, *place, "--publisher", "A", "--yes").exit_code == 0
    text.write_text(change(TEXT), encoding="utf-8")
    result = run(text, *place, "--publisher", "A", "--yes", *flags)
    assert result.exit_code == 1 and message in " ".join(result.output.split())
    assert len(list(filed_texts(place[1]))) == 1


def test_a_failure_leaves_corpus_and_catalogue_as_they_were(text, place, monkeypatch):
    candidate = read_candidate(text)
    catalogue = load_catalogue(place[3])
    metadata = metadata_of({**propose(candidate, catalogue).values, "publisher": "A"}, candidate)
    before = {p: p.read_bytes() for p in Path(place[3]).iterdir()}

    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr("stanceshift.corpus.filing.dump_metadata", fail)
    with pytest.raises(OSError, match="disk full"):
        file_candidate(candidate, metadata, place[1], place[3], catalogue)
    assert before == {p: p.read_bytes() for p in Path(place[3]).iterdir()}
    assert [p for p in Path(place[1]).rglob("*") if p.is_file()] == []


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(StanceshiftError, match="not found"):
        read_candidate(tmp_path / "none.txt")


def test_run_runs_the_pipeline(text, place, monkeypatch, tmp_path):
    params = tmp_path / "params.yaml"
    params.write_text(f"ingest: {{corpus: '{place[1]}', catalogue: '{place[3]}'}}\n")
    ran = []

    class Done:
        returncode = 0

    monkeypatch.setattr("subprocess.run", lambda command, check: ran.append(command[1:]) or Done())
    result = run(text, "--params", params, "--publisher", "A", "--yes", "--run")
    assert (result.exit_code, ran) == (0, [["-m", "dvc", "repro"]])
    assert "reports/site/index.html" in result.output.replace("\n", "")
    other = (
        "1. They welcomed the visit of ships of the navies to Hobart.\n\n2. They will hold the next exercise there.\n"
    )
    text.write_text(TEXT.partition("1. ")[0] + other, encoding="utf-8")
    Done.returncode = 7
    result = run(text, "--params", params, "--publisher", "A", "--yes", "--run", "--date", "2027-01-02")
    assert result.exit_code == 7 and "failed" in result.output
    assert "set ingest.corpus" in run(text, *place, "--yes", "--run").output
