"""Compares partners: the same theme at about the same time in different series, who said it first and how strongly."""

from __future__ import annotations

import pandas as pd

from stanceshift.frames import columns_of
from stanceshift.settings import Compare
from stanceshift.shifts.matrix import leads
from stanceshift.shifts.names import Names
from stanceshift.shifts.presence import Presence
from stanceshift.shifts.schemas import Partners
from stanceshift.shifts.tables import each, row_at
from stanceshift.shifts.wording import numbers, overlap, word_similarity

RELATION_WORDS = {"stronger": "stronger than", "weaker": "weaker than", "equal": "equal to", "opposite": "opposite to"}


def as_day(date: str) -> pd.Timestamp:
    """Return the day of a date; a year or month alone stands for its first day."""
    return pd.Timestamp("-".join([*date.split("-"), "01", "01"][:3]))


def relation(strength_a: float, strength_b: float) -> str:
    """Return what the second strength is beside the first: stronger, weaker, equal or opposite."""
    if strength_a * strength_b < 0:
        return "opposite"
    a, b = abs(strength_a), abs(strength_b)
    if a == b:
        return "equal"
    return "stronger" if b > a else "weaker"


def build_partners(
    positions: pd.DataFrame, sessions: pd.DataFrame, presence: Presence, names: Names, settings: Compare
) -> pd.DataFrame:
    """Return the table Partners.

    Each session with a text is compared, theme by theme, with the latest session of every other series within
    ``settings.partner_window_days`` before it. Similarity is the share of words kept in order; between languages, the
    overlap of names and numbers.
    """
    texts = sessions[sessions["document_id"].notna()]
    ordered = sorted(
        ((as_day(row.date), row.series, row.session_id, row.date) for row in each(texts)), key=lambda item: item
    )
    first_said: dict[str, tuple[str, str]] = {}
    for _, series, session, date in ordered:
        for theme in presence.themes(session):
            first_said.setdefault(theme, (series, date))
    rows = []
    latest: dict[str, tuple[pd.Timestamp, str, str]] = {}
    for day, series, session, date in ordered:
        close = {
            other: entry[1:]
            for other, entry in latest.items()
            if other != series and (day - entry[0]).days <= settings.partner_window_days
        }
        latest[series] = (day, session, date)
        for theme in presence.themes(session):
            if (session, theme) not in presence.said:
                continue
            after = row_at(leads(positions.iloc[list(presence.said[session, theme])], theme, names), 0)
            for other_series, (other, other_date) in sorted(close.items()):
                if (other, theme) not in presence.said:
                    continue
                before = row_at(leads(positions.iloc[list(presence.said[other, theme])], theme, names), 0)
                found = relation(before.strength, after.strength)
                alike = (
                    word_similarity(before.sentence_text, after.sentence_text, after.language)
                    if before.language == after.language
                    else overlap(
                        before.named | before.actors | numbers(before.clause),
                        after.named | after.actors | numbers(after.clause),
                    )
                )
                rows.append(
                    {
                        "theme": theme,
                        "series_a": other_series,
                        "session_a": other,
                        "date_a": other_date,
                        "position_a": before.position_id,
                        "strength_a": before.strength,
                        "series_b": series,
                        "session_b": session,
                        "date_b": date,
                        "position_b": after.position_id,
                        "strength_b": after.strength,
                        "relation": found,
                        "similarity": alike,
                        "reason": f"{other_series} {other_date} '{before.verb}', {series} {date} '{after.verb}': "
                        f"{RELATION_WORDS[found]}"
                        f" {other_series}; first said in {first_said[theme][0]} on {first_said[theme][1]}",
                    }
                )
    table = pd.DataFrame(rows, columns=columns_of(Partners))
    return table.sort_values(["theme", "date_b", "session_b", "series_a"], ignore_index=True)
