"""A folder of texts with headers or sidecars becomes a corpus; problems are told, nothing is half-written."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stanceshift.corpus import read_corpus
from stanceshift.corpus.add_commands import import_command
from stanceshift.corpus.catalogue import load_catalogue
from stanceshift.corpus.importing import find_texts, import_folder
from stanceshift.errors import StanceshiftError

REAL = Path("../shared/real")
BODY = (
    "The leaders of Australia, India, Japan and the United States met on {date} and renewed their commitment.\n\n"
    "They will keep working together on {topic} in the years to come, and they will meet again when it suits them.\n\n"
    "They thanked their hosts for the care taken over {topic} and took note of a report by their experts on it.\n"
)

SAID = {"date": "2020-10-07", "parties": ["Germany", "France"], "series": "germany-france", "language": "en"}
SECOND = (
    "Today, May 24, 2022, Australia, India, Japan and the United States open a centre for the study of storms.\n\n"
    "Each of them lends ships, and all of them lend what they have learnt, free of charge, to whoever asks for it.\n"
)

SECOND = (
    "Today, May 24, 2022, Australia, India, Japan and the United States open a centre for the study of storms.\n\n"
    "Each of them lends ships, and all of them lend what they have learnt, free of charge, to whoever asks for it.\n"
)


def write(folder: Path, name: str, text: str, **sidecar) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if sidecar:
        path.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "in"
    header = "---\ntitle: Summit statement\nsource_url: https://www.example.org/a\n---\n\n"
    write(folder, "summits/summit-2021-03-12.md", header + BODY.format(date="March 12, 2021", topic="vaccines"))
    write(folder, "summits/summit-2022-05-24.md", header + SECOND)
    two = "\n\n".join(
        f"{n}. The Ministers of both countries discussed point {n} of their agenda at length." for n in range(1, 6)
    )
    write(folder, "other/a-2020-10-07.txt", two, title="A statement", complete=True, **SAID)
    write(
        folder,
        "other/a-2020-10-07-annex.txt",
        two.replace("point", "item of the annex, being number"),
        title="An annex",
        **SAID,
    )
    write(folder, "README.md", "Not a text.")
    return folder


def done(found, tmp_path, **more):
    outcomes = import_folder(
        found, tmp_path / "corpus", tmp_path / "shelf", defaults={"publisher": "not stated"}, min_characters=100, **more
    )
    return list(outcomes)


def test_texts_with_headers_and_sidecars_are_imported(source, tmp_path):
    outcomes = done(find_texts(source), tmp_path)
    assert sorted((o.path.name, o.state) for o in outcomes) == [
        ("README.md", "ignored"),
        ("a-2020-10-07-annex.txt", "imported"),
        ("a-2020-10-07.txt", "imported"),
        ("summit-2021-03-12.md", "imported"),
        ("summit-2022-05-24.md", "imported"),
    ]
    corpus = read_corpus(tmp_path / "corpus", catalogue=tmp_path / "shelf")
    assert list(corpus.documents["document_id"]) == [
        "de-fr-2020-10-07-annex.en",
        "de-fr-2020-10-07.en",
        "summit-2021-03-12.en",
        "summit-2022-05-24.en",
    ]
    assert corpus.metadata["summit-2021-03-12.en"].publisher == "example.org"
    catalogue = load_catalogue(tmp_path / "shelf")
    assert catalogue.series["summit"].parties == ["au", "in", "jp", "us"]
    assert len(catalogue.sessions) == 4
    remarks = {o.metadata.id: o.remarks for o in outcomes if o.metadata}
    assert "parties guessed from the text: au, in, jp, us" in remarks["summit-2021-03-12.en"]


def test_given_parties_prevail(source, tmp_path):
    done(find_texts(source), tmp_path, parties={"summit": ["jp", "us"]})
    assert load_catalogue(tmp_path / "shelf").series["summit"].parties == ["jp", "us"]


def test_what_is_wrong_is_told_and_the_rest_imported(source, tmp_path):
    write(source, "other/b-2020-10-08.txt", "", title="Empty", date="2020-10-08")
    write(source, "other/c-2020-10-09.txt", "One. Two. Three." * 20, title="C", parties=["Atlantis"], date="2020-10-09")
    write(
        source,
        "other/d.txt",
        "They met and agreed on much that is of use to the two of them. " * 5,
        parties=["fr", "de"],
    )
    write(source, "other/e-2020-10-07.txt", (source / "other/a-2020-10-07.txt").read_text(), title="Copy", **SAID)
    outcomes = {o.path.name: o for o in done(find_texts(source), tmp_path)}
    refused = {name: outcome.detail for name, outcome in outcomes.items() if outcome.state == "refused"}
    assert sorted(refused) == ["b-2020-10-08.txt", "c-2020-10-09.txt", "d.txt", "e-2020-10-07.txt"]
    assert "no text" in refused["b-2020-10-08.txt"]
    assert "Atlantis" in refused["c-2020-10-09.txt"]
    assert "missing" in refused["d.txt"]
    assert "very same file" in refused["e-2020-10-07.txt"]
    assert len(read_corpus(tmp_path / "corpus").documents) == 4
    sessions = load_catalogue(tmp_path / "shelf").sessions
    assert len(sessions) == 4


def test_importing_twice_imports_nothing_new(source, tmp_path):
    done(find_texts(source), tmp_path)
    again = done(find_texts(source), tmp_path)
    assert {o.state for o in again} == {"ignored", "refused"}
    assert all("very same file" in o.detail for o in again if o.state == "refused")


def test_dry_run_writes_nothing(source, tmp_path):
    outcomes = done(find_texts(source), tmp_path, dry_run=True)
    assert [o.state for o in outcomes].count("planned") == 4
    assert not (tmp_path / "corpus").exists() and not (tmp_path / "shelf").exists()


def test_order_of_files_does_not_matter(source, tmp_path):
    found = find_texts(source)
    done(found, tmp_path / "a")
    done(type(found)(found.candidates[::-1], found.problems), tmp_path / "b")
    files = [sorted(p.relative_to(tmp_path / x) for p in (tmp_path / x / "corpus").rglob("*")) for x in "ab"]
    assert files[0] == files[1]


def test_command_says_what_to_do_next(source, tmp_path):
    result = CliRunner().invoke(import_command, [str(source), "--into", str(tmp_path / "corpus")])
    assert result.exit_code == 0, result.output
    assert "1 ignored, 4 imported" in result.output
    assert f"ingest.corpus: {tmp_path / 'corpus'}" in "".join(result.output.splitlines())
    assert (tmp_path / "corpus-catalogue" / "sessions.yaml").is_file()


@pytest.mark.parametrize("name", ["none", "empty"])
def test_a_folder_without_texts_is_an_error(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(StanceshiftError):
        find_texts(tmp_path / name)


def test_the_real_statements_are_imported(tmp_path):
    if not REAL.is_dir():
        pytest.skip("../shared/real is not here")
    outcomes = done(find_texts(REAL), tmp_path)
    assert sum(o.state == "imported" for o in outcomes) == 22
    assert {o.metadata.series for o in outcomes if o.metadata} == {
        "france-germany-fm",
        "weimar",
        "quad",
        "us-japan",
        "us-japan-2plus2",
    }
    assert len(read_corpus(tmp_path / "corpus", catalogue=tmp_path / "shelf").documents) == 22
