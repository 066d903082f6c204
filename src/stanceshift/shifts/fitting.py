"""Fits a theme to a position whose labelled theme must be named and is not: labels alone claim no state and no sea."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from stanceshift.shifts.names import Names, plain
from stanceshift.shifts.tables import each

SHORT_PARAGRAPH = 1200
"""Characters up to which a whole paragraph is the context of its sentences."""
LOOK_BACK = 600
"""Characters before a sentence that are its context in a longer paragraph."""
NOTHING_FITS = "other"


def named_around(frame: pd.DataFrame, paragraphs: pd.DataFrame, names: Names) -> list[frozenset[str]]:
    """Return for each position the themes named in its context.

    The context is the heading, the paragraph and the one before, where they are short (`SHORT_PARAGRAPH`); in a longer
    paragraph, the sentence and `LOOK_BACK` characters before it.

    Parameters
    ----------
    frame:
        Positions with ``paragraph_id``, ``paragraph_text``, ``sentence_text``, ``start`` (in the paragraph).
    """
    whole: dict[str, frozenset[str]] = {}
    wanted = paragraphs[paragraphs["document_id"].isin(set(frame["document_id"]))]
    for _, group in wanted.sort_values(["document_id", "number"]).groupby("document_id", sort=True):
        last: frozenset[str] = frozenset()
        for row in each(group):
            found = names.themes_in(row.text, row.language)
            headed = names.themes_in(row.heading, row.language)
            short = len(row.text) <= SHORT_PARAGRAPH
            whole[row.paragraph_id] = headed | (found | last if short else frozenset())
            last = found if short else frozenset()
    near = []
    for row in each(frame):
        text = str(row.paragraph_text)
        if len(text) > SHORT_PARAGRAPH:
            before = text[max(0, int(row.start) - LOOK_BACK) : int(row.start)]
            near.append(whole[row.paragraph_id] | names.themes_in(f"{before} {row.sentence_text}", row.language))
        else:
            near.append(whole[row.paragraph_id])
    return near


def fitted_themes(
    frame: pd.DataFrame, around: Iterable[frozenset[str]], themes: pd.DataFrame, names: Names
) -> list[str]:
    """Return the theme under which each position is compared.

    It is the labelled one, unless that must be named and is not named around: then the paragraph's best other theme
    whose words stand in the sentence, else the theme of most words in the sentence, else the paragraph's best other
    theme, else "other".

    Parameters
    ----------
    around:
        The themes named around each position (`named_around`).
    themes:
        The table labels.Themes.
    """
    labelled: defaultdict[str, list[str]] = defaultdict(list)
    for row in each(themes.sort_values(["paragraph_id", "rank", "theme"])):
        labelled[row.paragraph_id].append(row.theme)
    fitted = []
    for row, near in zip(each(frame), around, strict=True):
        claims = names.theme(row.theme)
        if not claims.must_be_named or row.theme in near or row.language not in claims.names:
            fitted.append(str(row.theme))
            continue
        open_themes = [
            theme for theme in labelled[row.paragraph_id] if theme in near or not names.theme(theme).must_be_named
        ]
        counts = _words(row, near, names)
        worded = [theme for theme in open_themes if counts.get(theme)]
        best = sorted(counts, key=lambda theme: (-counts[theme], -names.theme(theme).weight, theme))
        fitted.append(str((worded or best or open_themes or [NOTHING_FITS])[0]))
    return fitted


def _words(row: Any, near: frozenset[str], names: Names) -> dict[str, int]:
    """Return how many names or words of each theme that may be claimed here stand in the sentence."""
    text = plain(str(row.sentence_text))
    counts = {}
    for name, theme in names.themes.items():
        if theme.must_be_named and name not in near:
            continue
        patterns: list[re.Pattern[str]] = [
            found[row.language] for found in (theme.names, theme.words) if row.language in found
        ]
        found = sum(1 for pattern in patterns for _ in pattern.finditer(text))
        if found:
            counts[name] = found
    return counts
