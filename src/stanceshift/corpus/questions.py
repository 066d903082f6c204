"""Asks on the terminal for the metadata of a new text, each with what is proposed."""

from __future__ import annotations

from typing import Any

import click

from stanceshift.corpus.add import NEEDED, Candidate, Proposal, propose, slug
from stanceshift.corpus.catalogue import Catalogue
from stanceshift.corpus.clues import country_code

QUESTIONS = {
    "series": "Series",
    "date": "Date (2023-05-09)",
    "ordinal": "Number of the session",
    "place": "Place",
    "language": "Language (fr, en, ja)",
    "title": "Title",
    "publisher": "Publisher",
    "source_url": "Web address",
    "licence": "Licence",
}


def codes_of(parties: str) -> list[str]:
    """Return the ISO codes of parties written as codes or names with commas between; raises `click.BadParameter`."""
    codes = {name.strip(): country_code(name) for name in parties.split(",") if name.strip()}
    unknown = [name for name, code in codes.items() if code is None]
    if unknown:
        raise click.BadParameter(f"no known country: {', '.join(unknown)}; write ISO codes such as fr,jp")
    return [code for code in codes.values() if code]


def ask(candidate: Candidate, known: Catalogue, said: dict[str, Any], proposal: Proposal) -> Proposal:
    """Return the proposal with the answers to every question that no flag answers; each answer makes a new proposal.

    What a text cannot be filed without and has no proposal is asked until it is answered.
    """
    answers = dict(said)
    for key, question in QUESTIONS.items():
        if key in said:
            continue
        default = proposal.values.get(key)
        unsaid = None if key in NEEDED else ""
        answer = click.prompt(
            question, default=unsaid if default is None else str(default), show_default=default is not None
        )
        if str(answer).strip() and str(answer) != str(default):
            answers[key] = int(answer) if key == "ordinal" and str(answer).isdigit() else str(answer).strip()
            answers |= {"series": slug(answers["series"])} if key == "series" else {}
            proposal = propose(candidate, known, answers)
        if key == "series" and "parties" in proposal.missing:
            answers["parties"] = click.prompt("A new series. Its parties, such as fr,jp", value_proc=codes_of)
            proposal = propose(candidate, known, answers)
    return proposal
