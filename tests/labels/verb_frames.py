"""Puts every verb of a lexicon into a sentence for each class of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stanceshift.labels.lexicon import Lexicon


class Frame(NamedTuple):
    """A sentence with a verb of the lexicon, the class of its form and the verb as it must be found."""

    kind: str
    text: str
    verb: str


def forms_by_class(lexicon: Lexicon, head: str) -> dict[str, list[str]]:
    """Return class -> forms of a lemma, in the order of the paradigm."""
    table: dict[str, list[str]] = {}
    for form, classes in lexicon.forms_of(head).items():
        for name in classes:
            table.setdefault(name, []).append(form)
    return table


def frames(lexicon: Lexicon, entry: str, complement: str) -> Iterator[Frame]:
    """Yield a sentence for each class of form of ``entry``, with ``complement`` after it."""
    return _french(lexicon, entry, complement) if lexicon.language == "fr" else _english(lexicon, entry, complement)


def _english(lexicon: Lexicon, entry: str, complement: str) -> Iterator[Frame]:
    head, _, rest = entry.partition(" ")
    forms, tail = forms_by_class(lexicon, head), f" {rest}" if rest else ""
    past, participle = forms["past"][0], forms["past_participle"][0]
    for kind, subject, form in (
        ("present", "We", forms["present"][0]),
        ("third", "France", forms["third"][0]),
        ("past", "The Ministers", past),
        ("perfect", "The Ministers", f"have {participle}"),
    ):
        if head != "would" or kind != "perfect":
            yield Frame(kind, f"{subject} {form}{tail} {complement}.", f"{form}{tail}")
    if head != "would":
        form = forms["participle"][0]
        yield Frame("participle", f"{form.capitalize()}{tail} {complement}, they met.", f"{form.capitalize()}{tail}")


def _french(lexicon: Lexicon, entry: str, complement: str) -> Iterator[Frame]:
    reflexive = bool(re.match(r"se |s'", entry))
    head, _, rest = re.sub(r"^(?:se |s')", "", entry).partition(" ")
    forms, tail = forms_by_class(lexicon, head), f" {rest}" if rest else ""

    def clitic(form: str) -> str:
        return form if not reflexive else f"s'{form}" if re.match(r"[aeiouéèêâîôûhœ]", form) else f"se {form}"

    present = forms["present"]
    first = next(form for form in present if re.search(r"(?:ons|sommes)$", form))
    plural = next(form for form in present if form.endswith("nt"))
    single = next(form for form in present if form not in (first, plural))
    own = f"nous {first}" if reflexive else first
    yield Frame("present", f"Nous {own}{tail} {complement}.", f"{own}{tail}")
    yield Frame("present", f"Les ministres {clitic(plural)}{tail} {complement}.", f"{clitic(plural)}{tail}")
    yield Frame("third", f"La France {clitic(single)}{tail} {complement}.", f"{clitic(single)}{tail}")
    perfect = f"{'se sont' if reflexive else 'ont'} {forms['past_participle'][0]}"
    yield Frame("perfect", f"Les ministres {perfect}{tail} {complement}.", f"{perfect}{tail}")
    participle = clitic(forms["participle"][0]).capitalize()
    yield Frame("participle", f"{participle}{tail} {complement}, ils se sont réunis.", f"{participle}{tail}")
