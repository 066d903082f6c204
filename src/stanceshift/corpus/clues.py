"""Finds in a text what its metadata ask for: dates, countries, the number of the session, the place."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections import Counter
from pathlib import Path

from babel import Locale

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

NAMES = Path("data/catalogue/names.yaml")
_LANGUAGES = ("en", "fr", "ja")
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
_KANJI = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_PLACE = (
    r"(?!(?:On|In|At|The|Today|Le)\b)[A-ZÀ-Ý][\w'’.\-]+(?:[ -](?:[A-ZÀ-Ý][\w'’.]*|D\.?C\.?|de|la|le|sur))*"
    r"(?:, ?(?:D\.?C\.?|[A-ZÀ-Ý][a-zà-ý]+(?= |,|$)))?"
)
_BODIES = frozenset({"un", "eu", "ez"})
"""Territories of the Unicode list that are no countries."""


@functools.cache
def _months() -> tuple[dict[str, int], str]:
    numbers: dict[str, int] = {}
    for language in ("en", "fr"):
        months = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            for number, name in months[width].items():
                numbers[name.rstrip(".").casefold()] = number
    return numbers, "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))


@functools.cache
def _date_patterns() -> tuple[re.Pattern[str], ...]:
    month = f"(?P<month>{_months()[1]})\\.?"
    number = rf"(?:\d{{1,2}}|{_KANJI_NUMBER})"
    month_and_day = rf"\s*(?P<number>{number})\s*月\s*(?P<day>{number})\s*日"
    sources = (
        r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?[\s-]+(?:of\s+)?{month}\s*,?\s+(?P<year>\d{{4}})\b",
        rf"\b{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})\b",
        rf"(?P<year>\d{{4}}|[〇一二三四五六七八九]{{4}})\s*年{month_and_day}",
        rf"(?P<era>{'|'.join(_ERAS)})\s*(?P<year>\d{{1,2}}|元|{_KANJI_NUMBER})\s*年{month_and_day}",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


def dates_in(text: str) -> list[str]:
    """Return the full dates that a text names (English, French, Japanese, ISO), as ISO dates in the order of the text.

    Japanese eras and full-width digits are read; days that no calendar has are left out.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for pattern in _date_patterns():
        for match in pattern.finditer(plain):
            parts = match.groupdict()
            year = 1 if parts["year"] == "元" else _number(parts["year"])
            year += _ERAS[parts["era"]] if parts.get("era") else 0
            number = _number(parts["number"]) if parts.get("number") else _months()[0][parts["month"].casefold()]
            try:
                day = datetime.date(year, number, _number(parts["day"]))
            except ValueError:
                continue
            if 1900 <= day.year <= 2100:
                found.append((match.start(), day.isoformat()))
    return list(dict.fromkeys(date for _, date in sorted(found)))


@functools.cache
def _names(path: Path) -> dict[str, dict[str, list[str]] | list[str]]:
    value = read_yaml(path) if path.is_file() else {}
    if not isinstance(value, dict):
        raise StanceshiftError("expected keys and values", file=path, fix="see the project's own file")
    return value


@functools.cache
def _countries(path: Path) -> tuple[dict[str, set[str]], re.Pattern[str]]:
    codes: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "QO", "XA", "XB"):
                codes.setdefault(name.casefold(), set()).add(code.lower())
    extra = _names(path).get("countries") or {}
    for code, names in extra.items() if isinstance(extra, dict) else ():
        for name in names:
            codes.setdefault(str(name).casefold(), set()).add(str(code))
    parts = []
    for name in sorted(codes, key=lambda name: (-len(name), name)):
        latin = name.isascii() or name[0].isascii() or "à" <= name[0] <= "ÿ"
        tail = "" if name.endswith("-") else r"(?!\w)"
        parts.append(rf"(?<!\w){re.escape(name)}{tail}" if latin else re.escape(name))
    return codes, re.compile("|".join(parts))


def countries_in(text: str, *, names: Path = NAMES) -> Counter[str]:
    """Return how often a text names each country, by ISO 3166 code in small letters."""
    codes, pattern = _countries(names)
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    counts: Counter[str] = Counter()
    for match in pattern.finditer(plain):
        counts.update(codes[match[0]] - _BODIES)
    return counts


def country_code(name: str, *, names: Path = NAMES) -> str | None:
    """Return the ISO 3166 code of a country from its code or one of its names, None where it is unknown."""
    codes, _ = _countries(names)
    key = name.strip().casefold()
    if re.fullmatch(r"[a-z]{2}", key) and any(key in found for found in codes.values()):
        return key
    found = codes.get(key) or codes.get(key.removeprefix("the "))
    return min(found) if found and len(found) == 1 else None


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language (en, fr, ja); the code itself where it is unknown."""
    return str(Locale(language).territories.get(code.upper(), code.upper()))


def ordinal_in(text: str, *, names: Path = NAMES) -> int | None:
    """Return the number that a text gives its session ("third session", « 3e réunion », 第3回), None without one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    known = _names(names)
    words: dict[str, int] = {}
    ordinals = known.get("ordinals") or {}
    for listed in ordinals.values() if isinstance(ordinals, dict) else ():
        for number, forms in enumerate(listed, 1):
            words |= {form: number for form in str(forms).split("/")}
    meetings = "|".join(re.escape(str(word)) for word in known.get("meetings") or ["session"])
    spelt = "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(
        rf"\b(?:(?P<word>{spelt})|(?P<figure>\d{{1,3}})\s?(?:st|nd|rd|th|er|ère|re|nde?|e|è|ème))\b"
        rf"(?=(?:\W+[\w'’]+){{0,8}}?\W+(?:{meetings})\b)"
    )
    japanese = re.search(rf"第\s*(\d{{1,3}}|{_KANJI_NUMBER})\s*回", plain)
    match = pattern.search(plain)
    if japanese and (not match or japanese.start() < match.start()):
        return _number(japanese[1])
    if match:
        return words[match["word"]] if match["word"] else int(match["figure"])
    return None


def _number(text: str) -> int:
    """Return the number that figures or kanji numerals (十二, 二〇一七) stand for."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if ten:
        return (_KANJI.get(tens, 1) * 10) + _KANJI.get(ones, 0)
    return int("".join(str(_KANJI[character]) for character in text))


def place_in(text: str, date: str | None = None) -> str | None:
    """Return the place that a text says its session was held at (dateline, "met in", « réunis à »), None without one.

    A place that stands with a date counts only where that is ``date``, if one is given.
    """
    month = _months()[1]
    day = rf"(?:(?:le |on )?\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{month})|(?:on )?(?:{month})\s+\d{{1,2}})"
    for pattern, dated in (
        (rf"^[ \t]*(?P<place>{_PLACE}),?\s*\(?(?i:{day})", True),
        (rf"(?:\b[Ii]n|\b[Aa]t|\bà)\s+(?P<place>{_PLACE}),?\s+(?i:{day})", True),
        (
            r"(?:\bmet|\bheld|\bconvened|\bgathered|\bréuni[es]*|\btenu[es]*)\b[^.]{0,80}?(?:\bin|\bat|\bà)\s+"
            rf"(?P<place>{_PLACE})",
            False,
        ),
        (r"(?:^|[、。\s])(?P<place>[一-龥ァ-ヶー]{2,8})(?:において|で)[^。]{0,25}?(?:開催|会合|協議)", False),
        (r"於\s*(?P<place>[^\s、。,)）]{1,8})", False),
    ):
        for match in re.finditer(pattern, text, re.MULTILINE):
            if dated and date and dates_in(text[match.start() : match.end() + 12])[:1] != [date]:
                continue
            place = match["place"].strip(" ,").removesuffix(" le")
            return place if place.endswith("D.C.") else place.rstrip(".") + ("." if place.endswith("D.C") else "")
    return None
