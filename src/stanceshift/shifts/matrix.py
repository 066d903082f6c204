"""Shows a series at a glance: session by theme, whether it is there, how strongly, how much; and its history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from stanceshift.frames import columns_of
from stanceshift.shifts.names import Names
from stanceshift.shifts.presence import Presence
from stanceshift.shifts.schemas import Matrix, ThemeHistory
from stanceshift.shifts.tables import each


def lead_side(positions: pd.DataFrame, theme: str, names: Names) -> str:
    """Return the side that speaks for a theme in one text: against, for or none.

    Against wherever anything stands against; on a broad theme, whose positions need not be about one thing, the side
    with the larger sum of strengths.
    """
    against = positions.loc[positions["direction"] == "against", "magnitude"]
    backing = positions.loc[positions["direction"] == "for", "magnitude"]
    if len(against) and not (names.theme(theme).broad and against.sum() < backing.sum()):
        return "against"
    return "for" if len(backing) else "none"


def leads(positions: pd.DataFrame, theme: str, names: Names) -> pd.DataFrame:
    """Return the strongest positions on the side that speaks for the theme (several where they are equal)."""
    own = positions[positions["direction"] == lead_side(positions, theme, names)]
    return own[own["magnitude"] == own["magnitude"].max()]


def stance_of(positions: pd.DataFrame, labelled: Iterable[str]) -> str:
    """Return the stance of a theme in one text.

    Parameters
    ----------
    labelled:
        The stances of its paragraphs on the theme (labels.Themes); where none is critical, supportive or mixed, the
        directions of the positions decide.
    """
    stances = {stance for stance in labelled if stance != "neutral"}
    if not stances:
        sides = {"against": "critical", "for": "supportive"}
        stances = {sides[direction] for direction in positions["direction"] if direction in sides}
    if not stances:
        return "neutral"
    return stances.pop() if len(stances) == 1 else "mixed"


def word_shares(themes: pd.DataFrame, paragraphs: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return by (document, theme) the share of the text's words in the theme's paragraphs.

    The words of a paragraph are divided among its themes by score.
    """
    total = paragraphs.groupby("document_id")["n_words"].sum()
    size = paragraphs.set_index("paragraph_id")["n_words"]
    score_sum = themes.groupby("paragraph_id")["score"].transform("sum")
    part = (themes["score"] / score_sum.where(score_sum > 0, 1.0)) * themes["paragraph_id"].map(size).astype(float)
    shares: defaultdict[tuple[str, str], float] = defaultdict(float)
    for document, theme, value in zip(themes["document_id"], themes["theme"], part, strict=True):
        shares[document, theme] += float(value)
    return {key: min(1.0, value / float(total[key[0]])) for key, value in shares.items()}


def build_matrix(
    positions: pd.DataFrame,
    themes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    sessions: pd.DataFrame,
    presence: Presence,
    names: Names,
) -> pd.DataFrame:
    """Return the table Matrix: every session of every series by every theme that any text carries.

    `absent` stands only where the text is full and neither a label nor a name of the theme is in it; in a partial
    text a theme without trace is `unknown`; a session without a text has `no_text` throughout.
    """
    shares = word_shares(themes, paragraphs)
    labelled: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for document, theme, stance in zip(themes["document_id"], themes["theme"], themes["stance"], strict=True):
        labelled[document, theme].append(stance)
    everything = sorted({theme for _, theme in [*presence.said, *presence.carried]})
    rows = []
    for session in each(sessions):
        for theme in everything:
            key = (session.session_id, theme)
            kind = presence.kind(*key)
            said = positions.iloc[list(presence.said.get(key, ()))]
            row = {
                "series": session.series,
                "session_id": session.session_id,
                "date": session.date,
                "theme": theme,
                "status": "present",
                "stance": "",
                "strength": None,
                "n_positions": len(said),
                "n_paragraphs": len(presence.carried.get(key) or presence.named.get(key) or ()),
                "share_words": shares.get((session.document_id, theme), 0.0),
                "text_kind": session.text_kind,
            }
            if kind:
                row["stance"] = stance_of(said, labelled[session.document_id, theme])
                row["strength"] = float(leads(said, theme, names)["strength"].iloc[0]) if len(said) else None
            else:
                row["status"] = {"full": "absent", "partial": "unknown", "none": "no_text"}[session.coverage]
            rows.append(row)
    matrix = pd.DataFrame(rows, columns=columns_of(Matrix))
    return matrix.sort_values(["series", "date", "session_id", "theme"], ignore_index=True)


def build_theme_history(matrix: pd.DataFrame, presence: Presence) -> pd.DataFrame:
    """Return the table ThemeHistory: first and last session of each theme by series, and what it is said together with.

    A theme is merged with another that shares a paragraph with it in at least half of its sessions.
    """
    rows = []
    present = matrix[matrix["status"] == "present"]
    for (series, theme), group in present.groupby(["series", "theme"], sort=True):
        together: Counter[str] = Counter()
        for session in group["session_id"]:
            own = presence.carried.get((session, str(theme)), frozenset())
            together.update(
                other
                for other in presence.themes(session)
                if other != theme and own & presence.carried.get((session, other), frozenset())
            )
        rows.append(
            {
                "series": series,
                "theme": theme,
                "first_session": group["session_id"].iloc[0],
                "last_session": group["session_id"].iloc[-1],
                "n_sessions": len(group),
                "merged_with": sorted(other for other, count in together.items() if 2 * count >= len(group)),
            }
        )
    return pd.DataFrame(rows, columns=columns_of(ThemeHistory))
