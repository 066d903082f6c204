"""Reads the codebook: themes with their cues and acts with their rungs, checked, with errors that name file and key."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.labels.schemas import ACTS

CODEBOOK = Path("data/codebook")
LANGUAGES = ("en", "fr", "ja")
OTHER = "other"
"""The theme of a paragraph that no other theme covers."""

Texts = dict[str, str]
_Item = TypeVar("_Item", bound=BaseModel)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cue(_Record):
    """A word or phrase that speaks for a theme; ``weight`` 0.5 is weak, 1 plain, 2 decisive, 0 silences cues inside it."""

    cue: str = Field(min_length=1)
    weight: float = Field(default=1.0, ge=0, le=4)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"cue": value} if isinstance(value, str) else value

    @property
    def prefix(self) -> bool:
        """Whether the cue stands for every word that begins with it (written with a final ``*``)."""
        return self.cue.endswith("*")


class Group(_Record):
    """A parent group of themes."""

    id: str
    label: Texts


class Theme(_Record):
    """A theme: labels and definition per language, what belongs and what does not, examples and cues."""

    id: str
    group: str
    order: int
    label: Texts
    definition: Texts
    includes: dict[str, list[str]] = {}
    excludes: dict[str, list[str]] = {}
    examples: dict[str, list[str]] = {}
    cues: dict[str, list[Cue]] = {}

    @model_validator(mode="after")
    def _languages(self) -> Theme:
        for name in ("label", "definition"):
            missing = [language for language in LANGUAGES if not getattr(self, name).get(language)]
            if missing:
                raise ValueError(f"{name} missing in {', '.join(missing)}")
        for language, cues in self.cues.items():
            repeated = _repeated([cue.cue for cue in cues])
            if repeated:
                raise ValueError(f"cues.{language}: {repeated[0]!r} stands there twice")
        return self


class Act(BaseModel):
    """An act: its rung on the ladder, usual direction, family, and the hypothesis that zero-shot models are asked."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    rung: int = Field(ge=0, le=4)
    direction: Literal["for", "against", "none"]
    family: str
    label: Texts
    definition: Texts
    hypothesis: str | Texts = ""

    def hypothesis_in(self, language: str) -> str:
        """Return the hypothesis for a text in ``language``: that language's, else English."""
        if isinstance(self.hypothesis, str):
            return self.hypothesis
        return self.hypothesis.get(language) or self.hypothesis.get("en", "")


class Codebook(BaseModel):
    """The whole codebook: themes by display order, acts in the order of their file."""

    version: str
    groups: tuple[Group, ...]
    themes: tuple[Theme, ...]
    acts: tuple[Act, ...] = ()

    @cached_property
    def theme_ids(self) -> tuple[str, ...]:
        """The ids of all themes, by display order."""
        return tuple(theme.id for theme in self.themes)

    @cached_property
    def act_ids(self) -> tuple[str, ...]:
        """The ids of all acts, in the order of their file."""
        return tuple(act.id for act in self.acts)

    @cached_property
    def rungs(self) -> dict[str, int]:
        """The rung of each act on the ladder."""
        return {act.id: act.rung for act in self.acts}

    def theme(self, theme_id: str) -> Theme:
        """Return a theme; raises `StanceshiftError` for an id that the codebook does not have."""
        return _by_id(self.themes, theme_id, "theme")

    def act(self, act_id: str) -> Act:
        """Return an act; raises `StanceshiftError` for an id that the codebook does not have."""
        return _by_id(self.acts, act_id, "act")


def _repeated(values: Sequence[Hashable]) -> list[Any]:
    seen: set[Hashable] = set()
    return [value for value in values if value in seen or seen.add(value)]  # type: ignore[func-returns-value]


def _by_id(items: Sequence[_Item], wanted: str, kind: str) -> _Item:
    for item in items:
        if getattr(item, "id") == wanted:  # noqa: B009 - the bound of the type has no id
            return item
    raise StanceshiftError(f"unknown {kind} {wanted!r}", fix=f"use an id of data/codebook/{kind}s.yaml")


def _records(path: Path, value: Any, key: str, model: type[_Item]) -> tuple[_Item, ...]:
    entries = value.get(key) if isinstance(value, dict) else None
    if not isinstance(entries, list) or not entries:
        raise StanceshiftError(f"expected a list under {key!r}", file=path, fix="see the comments at its top")
    items = []
    for number, entry in enumerate(entries, 1):
        name = str(entry.get("id", f"entry {number}")) if isinstance(entry, dict) else f"entry {number}"
        try:
            items.append(model.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join([key, name, *(str(part) for part in first["loc"])])
            raise StanceshiftError(first["msg"], file=path, where=where, fix="mend this key") from error
    repeated = _repeated([getattr(item, "id") for item in items])  # noqa: B009
    if repeated:
        raise StanceshiftError(
            f"the id {repeated[0]!r} stands there twice", file=path, where=key, fix="give every entry an id of its own"
        )
    return tuple(items)


def load_codebook(folder: str | Path = CODEBOOK, *, acts: bool = True) -> Codebook:
    """Return the checked codebook of ``folder`` (``themes.yaml`` and, unless ``acts`` is false, ``acts.yaml``).

    Raises
    ------
    StanceshiftError
        Naming the file and the key, for anything missing, repeated, unknown or of the wrong type; for a theme of an
        unknown group; and for an ``acts.yaml`` whose ids are not the thirteen acts of the codebook.
    """
    path = Path(folder) / "themes.yaml"
    value = read_yaml(path)
    groups = _records(path, value, "groups", Group)
    themes = _records(path, value, "themes", Theme)
    known = {group.id for group in groups}
    for theme in themes:
        if theme.group not in known:
            raise StanceshiftError(
                f"unknown group {theme.group!r}",
                file=path,
                where=f"themes.{theme.id}.group",
                fix=f"use one of {', '.join(sorted(known))}",
            )
    if OTHER not in {theme.id for theme in themes}:
        raise StanceshiftError(f"the theme {OTHER!r} is missing", file=path, where="themes", fix="add it")
    act_items: tuple[Act, ...] = ()
    if acts:
        act_path = Path(folder) / "acts.yaml"
        act_items = _records(act_path, read_yaml(act_path), "acts", Act)
        odd = {act.id for act in act_items} ^ set(ACTS)
        if odd:
            raise StanceshiftError(
                f"missing or unknown acts: {', '.join(sorted(odd))}", file=act_path, where="acts", fix="keep the ids"
            )
    return Codebook(
        version=str(value.get("version", "")),
        groups=groups,
        themes=tuple(sorted(themes, key=lambda theme: theme.order)),
        acts=act_items,
    )
