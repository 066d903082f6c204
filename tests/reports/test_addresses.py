from stanceshift.reports.addresses import Folder, Splits, part_path, place_of, row_anchor


def test_ids_become_anchors() -> None:
    assert place_of("fr-jp-2017-01-06.fr#7.1.2") == ("fr-jp-2017-01-06.fr", "p7-s1-k2")
    assert place_of("fr-jp-2017-01-06.fr#7") == ("fr-jp-2017-01-06.fr", "p7")
    assert row_anchor("france-japan.0a1b.fr-jp-2018-01-26") == "row-france-japan-0a1b-fr-jp-2018-01-26"


def test_links_are_relative_and_find_the_part_of_a_split_page() -> None:
    splits = Splits({"sessions/a.fr.html": 2}, {("sessions/a.fr.html", "p90"): 2})
    folder = Folder("fr", splits)
    assert folder.link("themes/s/t.html", "sessions/a.fr.html", "p1") == "../../sessions/a.fr.html#p1"
    assert folder.link("themes/s/t.html", "sessions/a.fr.html", "p90") == "../../sessions/a.fr.part2.html#p90"
    assert folder.shared("themes/s/t.html", "assets/site.css") == "../../../assets/site.css"
    assert part_path("codebook.html", 1) == "codebook.html"
