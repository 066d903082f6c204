"""Writes labels as Label Studio tasks and reads its annotations back, with the coder of every annotation kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, text_sha
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.schemas import ACTS, DIRECTIONS, STANCES, UNNAMED

CHOICES = ("act", "direction", "force", "holder", "theme")
"""Per-region choices of a verb span."""
FLAGS = ("reiterated", "implicit", "reported")
_REGION = {"from_name": "spans", "to_name": "text"}


def labelling_config(theme_ids: tuple[str, ...]) -> str:
    """Return the labelling configuration (XML) for a Label Studio project that holds these tasks."""

    def choices(name: str, values: tuple[str, ...], *, region: bool, multiple: bool = False) -> str:
        kind = ' perRegion="true" whenTagName="spans" whenLabelValue="verb"' if region else ""
        many = ' choice="multiple"' if multiple else ""
        inner = "".join(f"<Choice value={quoteattr(value)}/>" for value in values)
        return f'<Choices name="{name}" toName="text"{kind}{many}>{inner}</Choices>'

    parts = [
        "<View>",
        '<Labels name="spans" toName="text"><Label value="verb"/><Label value="target"/></Labels>',
        '<Text name="text" value="$text"/>',
        choices("act", ACTS, region=True),
        choices("direction", DIRECTIONS, region=True),
        choices("force", ("0", "1", "2"), region=True),
        choices("theme", theme_ids, region=True),
        '<TextArea name="holder" toName="text" perRegion="true" whenTagName="spans" whenLabelValue="verb"/>',
        choices("flags", FLAGS, region=True, multiple=True),
        choices("main_theme", theme_ids, region=False),
        *(choices(f"themes_{stance}", theme_ids, region=False, multiple=True) for stance in STANCES),
        choices("stance", STANCES, region=False),
        "</View>",
    ]
    return "\n".join(parts) + "\n"


def to_tasks(
    paragraphs: pd.DataFrame,
    predictions: Mapping[str, Labelling] | None = None,
    annotations: Mapping[str, Labelling] | None = None,
) -> list[dict[str, Any]]:
    """Return one task a paragraph in Label Studio's JSON.

    Parameters
    ----------
    paragraphs:
        Columns paragraph_id, document_id, text, language.
    predictions:
        Labels by name of the system: become predictions (``model_version``).
    annotations:
        Labels by coder (an e-mail address or id): become annotations, with the coder as ``completed_by.email``.
    """
    tasks = []
    for number, row in enumerate(paragraphs.to_dict("records"), 1):
        text, name = str(row["text"]), str(row["paragraph_id"])
        keys = ("paragraph_id", "document_id", "language", "text")
        task: dict[str, Any] = {
            "id": number,
            "data": {**{key: str(row[key]) for key in keys}, "sha": text_sha(text)},
            "predictions": [],
            "annotations": [],
        }
        for system, labelling in (predictions or {}).items():
            task["predictions"].append({"model_version": system, "result": _result(labelling, name)})
        for coder, labelling in (annotations or {}).items():
            task["annotations"].append({"completed_by": {"email": coder}, "result": _result(labelling, name)})
        tasks.append(task)
    return tasks


def _result(labelling: Labelling, paragraph_id: str) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = []
    own = labelling.positions[labelling.positions["paragraph_id"] == paragraph_id].sort_values(["start", "end"])
    for number, row in enumerate(own.to_dict("records"), 1):
        verb = {"start": int(row["start"]), "end": int(row["end"]), "text": str(row["verb"])}
        region = f"v{number}"
        result.append({**_REGION, "id": region, "type": "labels", "value": {**verb, "labels": ["verb"]}})
        for field in CHOICES:
            kind = "textarea" if field == "holder" else "choices"
            value = {**verb, ("text" if field == "holder" else "choices"): [str(row[field])]}
            result.append({"id": region, "from_name": field, "to_name": "text", "type": kind, "value": value})
        flags = [flag for flag in FLAGS if bool(row.get(flag, False))]
        if flags:
            value = {**verb, "choices": flags}
            result.append({"id": region, "from_name": "flags", "to_name": "text", "type": "choices", "value": value})
        if row["target"] != UNNAMED and not pd.isna(row["target_start"]):
            target = {"start": int(row["target_start"]), "end": int(row["target_end"]), "text": str(row["target"])}
            result.append({**_REGION, "id": f"t{number}", "type": "labels", "value": {**target, "labels": ["target"]}})
            result.append({"type": "relation", "from_id": region, "to_id": f"t{number}", "direction": "right"})
    themes = labelling.themes[labelling.themes["paragraph_id"] == paragraph_id].sort_values("rank")
    summary = labelling.paragraphs[labelling.paragraphs["paragraph_id"] == paragraph_id]
    whole = {"main_theme": summary["main_theme"].tolist(), "stance": summary["stance"].tolist()}
    whole |= {f"themes_{stance}": themes.loc[themes["stance"] == stance, "theme"].tolist() for stance in STANCES}
    for name, values in whole.items():
        if values:
            value = {"choices": values}
            result.append({"id": name, "from_name": name, "to_name": "text", "type": "choices", "value": value})
    return result


def from_tasks(path: str | Path, paragraphs: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the annotations of a Label Studio export as gold records (see data/gold), by coder.

    Parameters
    ----------
    paragraphs:
        Columns paragraph_id, text, sha: the texts as they are now.

    Returns
    -------
    By coder (e-mail address where the export gives it, else the id) the records in the order of the tasks.

    Raises
    ------
    StanceshiftError
        Naming file, task and paragraph, where the text is unknown or has changed, or a verb lacks a label.
    """
    tasks = read_json(path)
    if not isinstance(tasks, list):
        raise StanceshiftError("expected a list of tasks", file=path, fix="export from Label Studio as JSON")
    shas = dict(zip(paragraphs["paragraph_id"], paragraphs["sha"], strict=True))
    texts = dict(zip(paragraphs["paragraph_id"], paragraphs["text"], strict=True))
    found: dict[str, list[dict[str, Any]]] = {}
    for task in tasks:
        name = str(task.get("data", {}).get("paragraph_id", ""))
        where = f"task {task.get('id', '?')}, paragraph {name or '?'}"
        if name not in shas:
            raise StanceshiftError(
                "there is no such paragraph in the corpus", file=path, where=where, fix="export again"
            )
        if task["data"].get("sha") != shas[name]:
            raise StanceshiftError("the text has changed since the export", file=path, where=where, fix="export again")
        for annotation in task.get("annotations", []):
            if annotation.get("was_cancelled"):
                continue
            record = _record(name, annotation["result"], str(texts[name]), Path(path), where)
            found.setdefault(coder_of(annotation), []).append({**record, "sha": shas[name]})
    return found


def coder_of(annotation: Mapping[str, Any]) -> str:
    """Return who made an annotation: the e-mail address where given, else the id; "unknown" where neither is."""
    by = annotation.get("completed_by")
    if isinstance(by, Mapping):
        by = by.get("email") or by.get("id")
    return "unknown" if by in (None, "") else str(by)


def _record(name: str, result: list[dict[str, Any]], text: str, path: Path, where: str) -> dict[str, Any]:
    regions: dict[str, dict[str, Any]] = {}
    whole: dict[str, list[str]] = {}
    relations: dict[str, str] = {}
    for item in result:
        value = item.get("value", {})
        if item["type"] == "relation":
            relations[item["from_id"]] = item["to_id"]
        elif item.get("from_name") == "spans":
            span = {"start": value["start"], "end": value["end"], "kind": value["labels"][0]}
            regions.setdefault(item["id"], {}).update(span)
        elif item["from_name"] in ("main_theme", "stance") or item["from_name"].startswith("themes_"):
            whole[item["from_name"]] = value["choices"]
        else:
            given = value.get("choices") or value.get("text") or []
            regions.setdefault(item["id"], {})[item["from_name"]] = [given] if isinstance(given, str) else given
    main, stance = (whole.get("main_theme") or [""])[0], (whole.get("stance") or [""])[0]
    given_stances = {theme: word for word in STANCES for theme in whole.get(f"themes_{word}", [])}
    if main not in given_stances or not stance:
        raise StanceshiftError(
            "main theme, the stance on it, or the stance of the paragraph is not given",
            file=path,
            where=where,
            fix="finish the annotation",
        )
    theme_stance = {main: given_stances.pop(main), **given_stances}
    verbs = [(key, region) for key, region in regions.items() if region.get("kind") == "verb"]
    verbs.sort(key=lambda pair: (pair[1]["start"], pair[1]["end"]))
    return {
        "document": name.split("#")[0],
        "paragraph": int(name.split("#")[1]),
        "themes": list(theme_stance),
        "stance": stance,
        "theme_stance": theme_stance,
        "positions": [
            _position(region, regions.get(relations.get(key, "")), text, path, where) for key, region in verbs
        ],
    }


def _position(
    region: Mapping[str, Any], target: Mapping[str, Any] | None, text: str, path: Path, where: str
) -> dict[str, Any]:
    start, end = int(region["start"]), int(region["end"])
    missing = [field for field in CHOICES if not region.get(field)]
    if missing:
        raise StanceshiftError(
            f"verb {text[start:end]!r} has no {missing[0]}", file=path, where=where, fix="finish the annotation"
        )
    position: dict[str, Any] = {"verb": text[start:end], **{field: str(region[field][0]) for field in CHOICES}}
    position["force"] = int(position["force"])
    position["target"] = text[int(target["start"]) : int(target["end"])] if target else UNNAMED
    position.update({flag: flag in region.get("flags", []) for flag in FLAGS})
    position.update({"start": start, "end": end})
    position["target_start"] = int(target["start"]) if target else None
    position["target_end"] = int(target["end"]) if target else None
    return position
