"""What a text says of its date, its parties, its number and its place."""

import datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.corpus.clues import countries_in, country_code, country_name, dates_in, ordinal_in, place_in


@pytest.mark.parametrize(
    "text",
    [
        "Paris, le 6 janvier 2017",
        "on January 6, 2017,",
        "the 6th of January 2017",
        "6 Jan. 2017",
        "2017年1月6日",
        "２０１７年１月６日",
        "平成29年1月6日",
        "平成二十九年一月六日",
        "二〇一七年一月六日",
        "statement-2017-01-06-final",
    ],
)
def test_a_date_is_found(text):
    assert dates_in(text) == ["2017-01-06"]


def test_first_of_the_month_and_first_year_of_an_era():
    assert dates_in("le 1er août 2020") == ["2020-08-01"]
    assert dates_in("令和元年5月1日") == ["2019-05-01"]


@pytest.mark.parametrize("text", ["31 February 2017", "in January 2017", "2017", "Resolution 2397", "0001-01-01"])
def test_no_date_where_there_is_none(text):
    assert dates_in(text) == []


@given(
    st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31)), st.sampled_from(["en", "fr"])
)
def test_every_day_is_read_in_words(day, language):
    month = Locale(language).months["format"]["wide"][day.month]
    assert dates_in(f"x {day.day} {month} {day.year} y") == [day.isoformat()]


@given(st.text())
def test_any_text_is_taken(text):
    for date in dates_in(text):
        datetime.date.fromisoformat(date)
    countries_in(text)
    ordinal_in(text)
    place_in(text)


def test_countries_are_counted_in_three_languages():
    assert countries_in("Japan, the United States and japonais; l’Australie; 中国")["jp"] == 2
    assert set(countries_in("U.S.-Japan and Franco-Japanese")) == {"us", "jp", "fr"}
    assert set(countries_in("日英外務・防衛閣僚会合")) >= {"jp", "gb"}
    assert "un" not in countries_in("les Nations Unies")
    assert not countries_in("business is usual")


def test_codes_and_names():
    assert [country_code(n) for n in ("France", "fr", "FR", "Japon", "日本", "the Philippines", "UK", "Atlantis")] == [
        *("fr", "fr", "fr", "jp", "jp", "ph", "gb"),
        None,
    ]
    assert (country_name("jp", "fr"), country_name("xx", "en")) == ("Japon", "XX")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Third Meeting of the Ministers", 3),
        ("la troisième session des consultations", 3),
        ("la première réunion", 1),
        ("7e consultations ministérielles", 7),
        ("the 12th Japan-Australia 2+2 Foreign and Defence Ministerial Consultations", 12),
        ("第5回日仏外務・防衛閣僚会合", 5),
        ("第十二回日豪外務・防衛閣僚協議", 12),
        ("the 21st century", None),
        ("first of all, they agreed", None),
    ],
)
def test_number_of_the_session(text, number):
    assert ordinal_in(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Washington, D.C., October 29, 2005\n", "Washington, D.C."),
        ("The Ministers met in New York to discuss", "New York"),
        ("réunis à Paris le 6 janvier 2017", "Paris"),
        ("They met in Tokyo.", "Tokyo"),
        ("On April 19, 2019, the ministers", None),
        ("共同声明（於東京）", "東京"),
    ],
)
def test_place(text, place):
    assert place_in(text) == place


def test_a_place_with_another_date_does_not_count():
    assert place_in("an attack in Salisbury on 4 March 2018", "2020-10-07") is None
    assert place_in("an attack in Salisbury on 4 March 2018", "2018-03-04") == "Salisbury"
