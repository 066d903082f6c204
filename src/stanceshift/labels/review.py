"""Applies an analyst's corrections: they win over any model, and are reported where the text under them has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha
from stanceshift.labels.evaluation_schemas import HasLabels, Labelling
from stanceshift.labels.folding import folded
from stanceshift.labels.label_rows import main_act
from stanceshift.labels.review_file import Correction, Corrections, parse_added
from stanceshift.labels.review_file import read_corrections as read_corrections
from stanceshift.labels.review_list import REVIEWER as REVIEWER
from stanceshift.labels.schemas import UNNAMED

REPORT_COLUMNS = ["line", "position_id", "paragraph_id", "field", "value", "reviewer", "date", "status", "reason"]


class Rule(Protocol):
    """What decides stance: `stance.StanceRule`."""

    def stance(self, positions: Sequence[Any], theme: str, clauses: Sequence[str]) -> str:
        """Return the stance of positions on a theme; ``clauses`` are their folded sentences."""

    def overall(self, themes: Sequence[str], positions: Sequence[Any], clauses: Sequence[str]) -> str:
        """Return the stance of a paragraph with ``themes``, main one first, from all its positions."""


@dataclass(frozen=True)
class Outcome:
    """Corrected labels, and a report with a row for every correction (`REPORT_COLUMNS`; status applied or stale)."""

    labels: Labelling
    report: pd.DataFrame


def apply_corrections(
    labels: HasLabels,
    corrections: Corrections,
    *,
    rungs: Mapping[str, int],
    sentences: pd.DataFrame,
    rule: Rule | None = None,
) -> Outcome:
    """Return ``labels`` with the corrections applied and source `reviewer` on every row that was touched.

    A correction holds for the text it was made on: where the hash of the sentence (of the paragraph, where it corrects
    one) is another, or the verb it speaks of is no longer found, it is `stale`: reported, not applied.

    Parameters
    ----------
    labels:
        Tables of `labels.schemas`.
    rungs:
        Rung of each act, of the codebook.
    sentences:
        All sentences (columns of `corpus.Sentences`), those without a position too.
    rule:
        The rule (`stance.load_stance_rule`) that decides the stance of paragraphs whose positions were corrected; where
        None they keep theirs.

    Raises
    ------
    StanceshiftError
        Naming file and line, where a correction cannot be meant: a quote not in the text.
    """
    bench = _Bench(labels, rungs, sentences)
    rows = []
    for correction in corrections.rows:
        reason = bench.apply(correction, corrections.file)
        status = "stale" if reason else "applied"
        rows.append({**correction.model_dump(), "status": status, "reason": reason})
    bench.settle(rule)
    return Outcome(bench.labels(), pd.DataFrame(rows, columns=REPORT_COLUMNS))


def paragraph_shas(sentences: pd.DataFrame) -> dict[str, str]:
    """Return the hash of each paragraph's text (`sha` of the paragraphs table), put together from its sentences."""
    found = {}
    for name, rows in sentences.sort_values(["paragraph_id", "start"], kind="stable").groupby(
        "paragraph_id", sort=False
    ):
        space = "" if rows["language"].iat[0] == "ja" else " "
        found[str(name)] = text_sha(space.join(rows["text"]))
    return found


class _Bench:
    """The tables while corrections are worked in."""

    def __init__(self, labels: HasLabels, rungs: Mapping[str, int], sentences: pd.DataFrame) -> None:
        self.positions: list[dict[str, Any]] = list(labels.positions.to_dict("records"))  # type: ignore[arg-type]
        self.themes: list[dict[str, Any]] = list(labels.themes.to_dict("records"))  # type: ignore[arg-type]
        self.paragraphs: dict[str, dict[str, Any]] = {
            str(row["paragraph_id"]): dict(row)  # type: ignore[arg-type]
            for row in labels.paragraphs.to_dict("records")
        }
        self.columns = [list(f.columns) for f in (labels.positions, labels.themes, labels.paragraphs)]
        self.rungs, self.shas = rungs, paragraph_shas(sentences)
        self.sentences: dict[str, dict[str, Any]] = {
            str(row["sentence_id"]): {**row, "text_sha": text_sha(str(row["text"]))}  # type: ignore[dict-item]
            for row in sentences.to_dict("records")
        }
        self.touched: set[str] = set()
        self.fixed: set[str] = set()
        self.fixed_acts: set[str] = set()

    def apply(self, correction: Correction, file: str) -> str:
        """Apply one correction; return why it is stale, or ""."""
        if correction.field == "add":
            return self._add(correction, file)
        if correction.position_id:
            return self._position(correction, file)
        return self._paragraph(correction)

    def _position(self, correction: Correction, file: str) -> str:
        sentence = correction.position_id.rpartition(".")[0]
        if sentence not in self.sentences:
            return "there is no such sentence any more"
        if self.sentences[sentence]["text_sha"] != correction.text_sha:
            return "the sentence has changed"
        own = [row for row in self.positions if row["sentence_id"] == sentence]
        named = [row for row in own if row["verb"] == correction.verb]
        named = named or [row for row in own if correction.verb in row["verb"] or row["verb"] in correction.verb]
        same = [row for row in named if row["position_id"] == correction.position_id]
        if not named:
            return f"no position with the verb {correction.verb!r} is found in the sentence any more"
        row = (same or named)[0]
        self.touched.add(row["paragraph_id"])
        if correction.field == "remove":
            self.positions.remove(row)
            return ""
        row.update(self._changes(row, correction.field, correction.value, file, correction.line))
        row["source"] = REVIEWER
        return ""

    def _changes(self, row: Mapping[str, Any], field: str, value: str, file: str, line: int) -> dict[str, Any]:
        if field == "act":
            return {"act": value, "rung": self.rungs[value], "score": 1.0}
        if field == "theme":
            return {"theme": value, "theme_score": 1.0}
        if field == "force":
            return {"force": int(value)}
        if field in ("negated", "reiterated", "implicit", "reported"):
            return {field: value == "true"}
        if field == "target":
            if value == UNNAMED:
                return {"target": UNNAMED, "target_start": None, "target_end": None}
            start = int(self.sentences[row["sentence_id"]]["start"]) + _find(
                value, str(row["sentence_text"]), file, line
            )
            return {"target": value, "target_start": start, "target_end": start + len(value)}
        return {field: value}

    def _add(self, correction: Correction, file: str) -> str:
        given = parse_added(correction.value, file, correction.line)
        if correction.paragraph_id not in self.paragraphs:
            return "there is no such paragraph any more"
        said = [row for row in self.sentences.values() if row["paragraph_id"] == correction.paragraph_id]
        sentence = next((row for row in said if row["text_sha"] == correction.text_sha), None)
        if sentence is None:
            return "the sentence has changed"
        name, text = str(sentence["sentence_id"]), str(sentence["text"])
        start = int(sentence["start"]) + _find(given["verb"], text, file, correction.line)
        end = start + len(given["verb"])
        used = {row["position_id"] for row in self.positions if row["sentence_id"] == name}
        number = next(n for n in range(1, len(used) + 2) if f"{name}.{n}" not in used)
        shared = ("sentence_id", "paragraph_id", "document_id", "language", "source_start", "source_end", "text_sha")
        row = {
            **{column: sentence[column] for column in shared},
            **{"position_id": f"{name}.{number}", "verb": given["verb"], "start": start, "end": end},
            **{"sentence_text": text},
            **{"cue": given["verb"], "cue_start": start, "cue_end": end, "cue_id": "", "force": 1, "holder": "joint"},
            **{"target": UNNAMED, "target_start": None, "target_end": None, "source": REVIEWER, "direction": "none"},
            **{name: False for name in ("negated", "reiterated", "implicit", "reported")},
        }
        for field, value in given.items():
            if field != "verb":
                row.update(self._changes(row, field, value, file, correction.line))
        self.positions.append(row)
        self.touched.add(correction.paragraph_id)
        return ""

    def _paragraph(self, correction: Correction) -> str:
        name, value = correction.paragraph_id, correction.value
        if name not in self.paragraphs:
            return "there is no such paragraph any more"
        if self.shas.get(name) != correction.text_sha:
            return "the paragraph has changed"
        own = [row for row in self.themes if row["paragraph_id"] == name]
        if correction.field == "stance":
            self.paragraphs[name]["stance"] = value
            self.fixed.add(name)
        elif correction.field == "main_act":
            self.paragraphs[name].update({"main_act": value, "main_act_score": 1.0})
            self.fixed_acts.add(name)
        elif correction.field == "remove_theme":
            others = [row for row in own if row["theme"] != value]
            if others and len(others) < len(own):
                self._rank(name, others)
        else:
            row = next((row for row in own if row["theme"] == value), None) or {
                **own[0],
                **{"theme": value, "stance": "neutral"},
            }
            row.update({"score": 1.0, "source": REVIEWER})
            others = [other for other in own if other["theme"] != value]
            self._rank(name, [row, *others] if correction.field == "main_theme" else [*others, row])
        self.touched.add(name)
        return ""

    def _rank(self, name: str, rows: list[dict[str, Any]]) -> None:
        for rank, row in enumerate(rows, 1):
            row["rank"] = rank
        self.themes = [row for row in self.themes if row["paragraph_id"] != name] + rows
        self.paragraphs[name]["main_theme"] = rows[0]["theme"]

    def settle(self, rule: Rule | None) -> None:
        """Recount, and decide stance and main act again, in the paragraphs that were touched."""
        for name in sorted(self.touched):
            own = [row for row in self.positions if row["paragraph_id"] == name and not row["reported"]]
            own.sort(key=lambda row: (row["start"], row["end"]))
            themes = sorted((row for row in self.themes if row["paragraph_id"] == name), key=lambda row: row["rank"])
            for missing in dict.fromkeys(row["theme"] for row in own if row["source"] == REVIEWER):
                if missing not in {row["theme"] for row in themes}:
                    new = {"theme": missing, "rank": len(themes) + 1, "score": 1.0, "stance": "neutral"}
                    themes.append({**themes[0], **new, "source": REVIEWER})
                    self.themes.append(themes[-1])
            spoken = [SimpleNamespace(**row) for row in own]
            clauses = [folded(str(row["sentence_text"]), str(row["language"])) for row in own]
            for theme in themes:
                on_it = [n for n, row in enumerate(own) if row["theme"] == theme["theme"]]
                theme["n_positions"] = len(on_it)
                if rule is not None:
                    theme["stance"] = rule.stance(
                        [spoken[n] for n in on_it], theme["theme"], [clauses[n] for n in on_it]
                    )
            summary = self.paragraphs[name]
            summary["n_positions"] = len(own)
            if rule is not None and name not in self.fixed:
                summary["stance"] = rule.overall([row["theme"] for row in themes], spoken, clauses)
            if name in self.fixed:
                themes[0]["stance"] = summary["stance"]
            if name not in self.fixed_acts:
                summary["main_act"], summary["main_act_score"] = main_act(spoken, summary["main_theme"], self.rungs)

    def labels(self) -> Labelling:
        """Return the tables, rows in the order of the paragraphs."""
        order = {name: place for place, name in enumerate(self.paragraphs)}
        self.positions.sort(key=lambda row: (order[row["paragraph_id"]], row["start"], row["end"]))
        self.themes.sort(key=lambda row: (order[row["paragraph_id"]], row["rank"]))
        frames = [
            pd.DataFrame(rows, columns=columns)
            for rows, columns in zip(
                (self.positions, self.themes, list(self.paragraphs.values())), self.columns, strict=True
            )
        ]
        for column in ("target_start", "target_end"):
            frames[0][column] = frames[0][column].astype("Int64")
        return Labelling(*frames)


def _find(quote: str, text: str, file: str, line: int) -> int:
    place = text.find(quote)
    if place < 0:
        raise StanceshiftError(
            f"{quote!r} is not in the sentence {text[:60]!r}",
            file=file,
            where=f"line {line}",
            fix="quote the exact characters of the text",
        )
    return place
