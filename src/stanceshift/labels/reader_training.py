"""Fits the readers to the coded paragraphs, each judged by a theme model that has not seen its document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from stanceshift.labels.examples import Examples
from stanceshift.labels.theme_evidence import Evidence, Listener, Shares, ThemeKinds, gather
from stanceshift.labels.theme_finetuned import FinetunedReader, fit_second
from stanceshift.labels.theme_model import SYSTEMS, System, ThemeModel
from stanceshift.labels.theme_reader import ThemeReader, fit_reader
from stanceshift.labels.training_paragraphs import ReadParagraph, shared_out

PARTS = 3
"""Parts into which documents are shared out to judge readers."""


Judged: TypeAlias = "list[tuple[ReadParagraph, Evidence]]"
"""Coded paragraphs, each with the evidence of a theme model that has not seen it."""

Fit: TypeAlias = "Callable[[Judged], ThemeReader]"
"""Makes a reader from coded paragraphs."""


def blind_evidence(examples: Examples, blind: Sequence[ThemeModel]) -> dict[System, Judged]:
    """Return for each system the coded paragraphs with its evidence, in the order of the folds.

    Parameters
    ----------
    blind:
        For each fold the theme model that has not seen it.
    """
    evidence: dict[System, Judged] = {system: [] for system in SYSTEMS}
    for fold, model in enumerate(blind):
        own = [p for p, number in zip(examples.paragraphs, examples.paragraph_folds, strict=True) if number == fold]
        texts = [p.text for p in own]
        for system, pairs in evidence.items():
            pairs += zip(own, gather(model.using(system), texts), strict=True)
    return evidence


def plain(theme_ids: tuple[str, ...], kinds: ThemeKinds, c: float) -> Fit:
    """Return what fits a reader to `blind_evidence`; ``c``: inverse strength of the penalty."""
    return lambda pairs: fit_reader([item for _, item in pairs], [p.themes for p, _ in pairs], theme_ids, kinds, c=c)


def weighed(base: ThemeReader, c: float) -> Callable[[Judged], FinetunedReader]:
    """Return what fits a reader that weighs ``base`` against a fine-tuned encoder, to paragraphs that neither has seen."""
    return lambda pairs: FinetunedReader(
        base, fit_second(base, [item for _, item in pairs], [p.themes for p, _ in pairs], c=c)
    )


def heard_by(listener: Listener, pairs: Judged) -> Judged:
    """Return ``pairs`` with what ``listener`` says of each paragraph."""
    return [(p, replace(item, shares=Shares.of(p.text, listener))) for p, item in pairs]


def held_out_reading(pairs: Judged, fit: Fit, *, threshold: float) -> dict[str, Any]:
    """Return the figures of the readers that ``fit`` makes, on documents that these have not seen.

    Returns
    -------
    dict
        n, themes_micro_f1, main_theme_accuracy, clause_theme_accuracy (of coded clauses).
    """
    part_of = shared_out([p.document for p, _ in pairs], PARTS)
    hits = found = wanted = main = clauses = clause_hits = 0
    for part in range(PARTS):
        seen = [pair for pair in pairs if part_of[pair[0].document] != part]
        unseen = [pair for pair in pairs if part_of[pair[0].document] == part]
        if not seen or not unseen:
            continue
        reader = fit(seen)
        for paragraph, evidence in unseen:
            read = reader.read(evidence, threshold=threshold)
            ours, theirs = [item.theme for item in read.themes], list(paragraph.coded.themes)
            hits += len(set(ours) & set(theirs))
            found, wanted = found + len(ours), wanted + len(theirs)
            main += ours[0] == theirs[0]
            for (theme, _), true in zip(read.clauses, paragraph.themes.clauses, strict=True):
                clauses += bool(true)
                clause_hits += theme == true
    n = len(pairs)
    return {
        "n": n,
        "themes_micro_f1": round(2 * hits / max(1, found + wanted), 4),
        "main_theme_accuracy": round(main / max(1, n), 4),
        "clause_theme_accuracy": round(clause_hits / max(1, clauses), 4),
    }
