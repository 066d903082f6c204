import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from gold_tables import INTERFACE
from pagecheck import broken_links, pages

from stanceshift.errors import StanceshiftError
from stanceshift.reports import build
from stanceshift.reports.build import MAKERS, build_site, site_files
from stanceshift.reports.inputs import Inputs
from stanceshift.settings import Report, Settings

SEED = "sessions/fr-jp-2017-01-06.fr.html"
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def text_of(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def test_every_kind_of_page_is_there_in_both_languages(built: tuple[Path, dict[str, Any]]) -> None:
    site, manifest = built
    kinds = {(entry["language"], entry["kind"]) for entry in manifest["pages"]}
    assert kinds == {(language, kind) for language in ("en", "fr") for kind in MAKERS}
    english = {entry["path"] for entry in manifest["pages"] if entry["language"] == "en"}
    assert {f"fr/{path}" for path in english} == {e["path"] for e in manifest["pages"] if e["language"] == "fr"}
    assert json.loads(text_of(site, "manifest.json")) == manifest
    for entry in manifest["pages"]:
        assert (site / entry["path"]).stat().st_size == entry["bytes"] <= Settings().report.max_page_bytes


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_anchors_are_unique_and_every_paragraph_position_and_row_has_one(site: Path, inputs: Inputs) -> None:
    found: dict[str, set[str]] = {}
    for path, page in pages(site).items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), (path, sorted({i for i in ids if ids.count(i) > 1}))
        found[path.relative_to(site).as_posix()] = set(ids)
    everywhere = set().union(*found.values())
    for position in inputs.tables["positions"]["position_id"]:
        document, anchor = build.place_of(position)
        assert anchor in found[f"sessions/{document}.html"]
    assert {build.row_anchor(row) for row in inputs.tables["ledger"]["row_id"]} <= everywhere
    assert {build.change_anchor(row) for row in inputs.tables["theme_changes"]["change_id"]} <= everywhere


def test_pages_forbid_the_network_and_carry_nothing_inline(site: Path) -> None:
    for path, page in pages(site).items():
        policy = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
        assert policy and policy[0].startswith("default-src 'none'"), path
        assert not page.xpath("//@style") and not page.xpath("//style"), path
        assert not page.xpath("//script[not(@src)]"), path
        assert not page.xpath("//@*[starts-with(name(), 'on')]"), path
        for source in page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src"):
            assert "//" not in source, path


def test_quotations_say_their_language_and_digests_are_marked(site: Path) -> None:
    for path, page in pages(site).items():
        for quote in page.xpath("//q[contains(@class, 'words')] | //p[contains(@class, 'redline')]"):
            assert quote.get("lang") in ("fr", "en", "ja"), path
        for evidence in page.xpath("//blockquote[.//a[contains(@href, '.digest.html')]]"):
            assert evidence.xpath(".//*[@class='digest']"), path
    digest = pages(site)[site / "sessions/fr-jp-2022-01-20.ja.digest.html"]
    assert digest.xpath("//*[@class='caution']//*[@class='digest']")
    assert set(digest.xpath("//p[@class='text']/@lang")) == {"ja"}


def test_the_seed_stands_whole_with_its_paragraphs_and_labels(site: Path, inputs: Inputs) -> None:
    page = pages(site)[site / SEED]
    for reference in page.xpath("//sup"):
        tail, parent, before = reference.tail or "", reference.getparent(), reference.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(reference)
    shown = [p.text_content() for p in page.xpath("//p[@class='text']")]
    table = inputs.tables["paragraphs"]
    assert shown == list(table[table["document_id"] == "fr-jp-2017-01-06.fr"].sort_values("number")["text"])
    assert len(shown) == 28
    verb = page.get_element_by_id("p7-s1-k1").text_content()
    assert verb == "ont exprimé leur forte opposition"
    assert "Oppose, raised" in page.get_element_by_id("label-p7-s1-k1").text_content()
    assert "France" in page.get_element_by_id("p19").text_content()


def test_the_theme_page_shows_2017_and_redlines_are_readable_without_colour(site: Path) -> None:
    sea = text_of(site, "themes/france-japan/south_china_sea.html")
    assert "sessions/fr-jp-2017-01-06.fr.html#p7-s1-k1" in sea
    reform = text_of(site, "themes/france-japan/unsc_reform.html")
    assert "France alone" in reform and "#p19-s" in reform and "unknown, as the later text is partial" in reform
    count = 0
    for page in pages(site).values():
        for change in page.xpath("//p[contains(@class, 'redline')]//*[self::ins or self::del]"):
            count += 1
            assert change.xpath("./span[@class='vh']"), "a screen reader is told what was taken out or put in"
    assert count > 50


def test_figures_have_a_text_alternative_and_words_for_each_mark(site: Path) -> None:
    page = pages(site)[site / "themes/france-japan/south_china_sea.html"]
    figure = page.xpath("//figure//*[local-name()='svg']")[0]
    for identity in figure.get("aria-labelledby").split():
        assert page.get_element_by_id(identity).text_content().strip()
    links = figure.xpath(".//*[local-name()='a']")
    assert len(links) >= 5 and all(link.get("aria-label") for link in links)
    assert len(figure.xpath(".//*[local-name()='text'][contains(@class, 'tip')]")) >= 5


def test_a_hostile_text_stays_text(inputs: Inputs, tmp_path: Path) -> None:
    tables = dict(inputs.tables)
    tables["documents"] = tables["documents"].assign(title=HOSTILE, source_url="javascript:alert(1)")
    tables["suspicions"] = tables["suspicions"].assign(excerpt=HOSTILE)
    tables["positions"] = tables["positions"].assign(target=HOSTILE, cue=HOSTILE)
    tables["threads"] = tables["threads"].assign(label=HOSTILE)
    keep = tables["threads"]["theme"] == "south_china_sea"
    assert keep.any()
    build_site(replace(inputs, tables=tables), Settings(), tmp_path / "site", INTERFACE)
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<script>alert" not in page and "<img src=x" not in page and 'href="javascript:' not in page, path
    for path in (tmp_path / "site/data/compare").glob("*.js"):
        assert "<script" not in path.read_text(encoding="utf-8")


def test_large_pages_are_split_and_links_find_the_part(inputs: Inputs, tmp_path: Path) -> None:
    settings = Settings(report=Report(max_page_bytes=140_000))
    manifest = build_site(inputs, settings, tmp_path / "site", INTERFACE)
    parts = [entry for entry in manifest["pages"] if ".part" in entry["path"]]
    assert parts and manifest["largest"] <= 140_000
    assert broken_links(tmp_path / "site") == []
    whole = set(inputs.tables["ledger"]["row_id"].map(build.row_anchor))
    shown = {anchor for page in pages(tmp_path / "site").values() for anchor in page.xpath("//@id")}
    assert whole <= shown, "nothing is truncated"


def test_what_cannot_be_split_is_an_error_that_leaves_the_old_site(inputs: Inputs, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("old", encoding="utf-8")
    with pytest.raises(StanceshiftError, match="cannot be split"):
        build_site(inputs, Settings(report=Report(max_page_bytes=10_000)), tmp_path / "site", INTERFACE)
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_missing_kind_of_page_is_an_error(inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAKERS", {**MAKERS, "theme": lambda view: iter(())})
    with pytest.raises(StanceshiftError, match="no page of the kind theme"):
        build_site(inputs, Settings(), tmp_path / "site", INTERFACE)


def test_an_unknown_home_series_is_an_error_that_names_the_others(inputs: Inputs) -> None:
    with pytest.raises(StanceshiftError, match="france-japan"):
        list(site_files(inputs, Settings(report=Report(home_series="atlantis")), INTERFACE))


def test_the_site_does_not_depend_on_the_order_of_rows(inputs: Inputs, site: Path) -> None:
    shuffled = {name: table.sample(frac=1, random_state=3) for name, table in inputs.tables.items()}
    for path, text, entry in site_files(replace(inputs, tables=shuffled), Settings(), INTERFACE):
        if entry is not None:
            assert text == (site / path).read_text(encoding="utf-8"), path


def test_data_lies_beside_the_pages(site: Path, inputs: Inputs) -> None:
    ledger = pd.read_csv(site / "data/tables/ledger.csv")
    assert list(ledger["row_id"]) == list(inputs.tables["ledger"]["row_id"])
    assert len(json.loads(text_of(site, "data/tables/positions.json"))) == len(inputs.tables["positions"])
    dictionary = json.loads(text_of(site, "data/data-dictionary.json"))
    assert {table["name"] for table in dictionary} == set(inputs.tables)
    script = text_of(site, "data/compare/fr-jp-2017-01-06.js")
    value = json.loads(re.sub(r"^.*?\]=", "", script.strip().rstrip(";"), count=1))
    assert value["d"] == "fr-jp-2017-01-06.fr" and value["full"] is True
