"""Finds acts that a text reports in the passive, with no speaker for subject ("the sea was discussed")."""

from __future__ import annotations

import re

from stanceshift.labels.lexicon import Lexicon

AGENT_WITHIN = 60
"""Characters after the participle in which its agent is looked for."""


class Passives:
    """The passives of one language's lexicon (French or English)."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.data.passives
        self.lexicon, self.acts = lexicon, frozenset(data.acts)
        self._verb = lexicon.pattern(rf"{data.auxiliary} (?:(?:{lexicon.data.adverbs}) )?(?P<verb>[^\W\d_]+)")
        self._agent = lexicon.pattern(rf"\b{data.agent}\b")
        self._joint = lexicon.pattern(lexicon.data.joint)

    def at(self, folded: str, start: int) -> tuple[str, str, int, int, int] | None:
        """Return act, lemma, start and end of participle, end of the verb group that begins at ``start``.

        None where it is no passive of a cue, or where its agent is somebody else than the speakers.
        """
        match = self._verb.match(folded, start)
        if not match:
            return None
        cue = next(
            (
                cue
                for cue, classes in self.lexicon.verb_forms.get(match["verb"], ())
                if "past_participle" in classes and not cue.rest and cue.act in self.acts
            ),
            None,
        )
        near = re.split(r"[.;:]", folded[match.end() : match.end() + AGENT_WITHIN], maxsplit=1)[0]
        agent = self._agent.search(near)
        if cue is None or (agent and not self._joint.search(near, agent.end())):
            return None
        return cue.act, cue.lemma, match.start("verb"), match.end("verb"), match.end()
