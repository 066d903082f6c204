"""Counts where every character of every source text ended up."""

from __future__ import annotations

import pandas as pd

from stanceshift.corpus.ingest import Corpus
from stanceshift.corpus.schemas import SEGMENT_KINDS


def accounted(corpus: Corpus) -> pd.DataFrame:
    """Return, one row a document, where the characters of its source ended up.

    Columns: document_id, characters (all), then one a kind of segment, unaccounted (characters other than white space
    that lie in no segment or in one of kind space) and share (of the characters other than white space, 0-1).
    """
    rows = []
    for document_id, tiles in corpus.segments.groupby("document_id", sort=True):
        text = corpus.sources[str(document_id)]
        counts: dict[str, int] = {}
        lost = position = 0
        for kind, start, end in tiles.sort_values("segment_index")[["kind", "start", "end"]].itertuples(index=False):
            lost += len("".join(text[position:start].split())) + max(0, position - start)
            if kind == "space":
                lost += len("".join(text[start:end].split()))
            counts[kind] = counts.get(kind, 0) + end - start
            position = end
        lost += len("".join(text[position:].split()))
        visible = len("".join(text.split()))
        share = (visible - lost) / visible if visible else 0.0
        rows.append(
            {"document_id": document_id, "characters": len(text), **counts, "unaccounted": lost, "share": share}
        )
    frame = pd.DataFrame(rows).fillna(0)
    kinds = sorted(
        str(column) for column in frame if column not in ("document_id", "characters", "unaccounted", "share")
    )
    whole = frame[["document_id", "characters", *kinds, "unaccounted", "share"]]
    return whole.astype({column: int for column in ("characters", *kinds, "unaccounted")})


def characters_table(corpus: Corpus) -> pd.DataFrame:
    """Return `accounted` with a column for every kind of segment, in their order, and a last row ``all`` with the sums.

    Columns: document_id, characters, the kinds of `SEGMENT_KINDS`, unaccounted (all in characters), share (0-1).
    """
    table = accounted(corpus)
    counts = ["characters", *SEGMENT_KINDS, "unaccounted"]
    table = table.reindex(columns=["document_id", *counts, "share"], fill_value=0)
    sums = table[counts].sum()
    visible = int(sums["characters"] - sums["space"])
    total = {"document_id": "all", **sums, "share": 1 - int(sums["unaccounted"]) / visible}
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True).astype(table.dtypes.to_dict())
