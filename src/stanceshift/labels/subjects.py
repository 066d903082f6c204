"""Finds the subject of a verb: who speaks, named to its left, and whether that noun phrase can be its subject at all."""

from __future__ import annotations

import re

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.holders import Holders
from stanceshift.labels.lexicon import Lexicon


class Subjects:
    """Finds noun phrases that stand for speakers in one language (French or English)."""

    def __init__(self, lexicon: Lexicon, holders: Holders) -> None:
        self.lexicon, data = lexicon, lexicon.data
        self.french = lexicon.language == "fr"
        speakers = data.speakers
        names = holders.french_names if self.french else holders.english_names
        tail = r"[»”\")\]\s]*(?:\s*\([^()]{0,80}\))?(?:\s+(?:both|each|all|together|ensemble|tous deux|eux-mêmes|elle-même))?"
        parenthesis = r"(?P<aside>\s*,[^;:]{1,220},|\s*[—–][^—–]{1,400}[—–])?\s*,?\s*$"
        if self.french:
            nouns = (
                rf"(?:{speakers.plural})(?:\s+(?:(?:de la|de l'|du|des|de|d')\s*[\w'-]+(?:\s+étrangères)?|et (?:de la|du|de l')\s*[\w'-]+"
                rf"|(?:et )?[a-zéèàç-]+(?:ais|aises?|ains|aines|ands|andes|iens|iennes|ois|oises|bres|tifs|ques|sses|lges)))*"
            )
            single = rf"(?:{speakers.titles})(?:\s+(?!(?:ont|a|est|sont|qui|que)\b)[\w.'-]+){{0,6}}?"
            bodies = rf"(?:{speakers.bodies})(?:\s+(?:de|des|du|d'|de la|de l')?\s*[\w'-]+){{0,5}}?"
        else:
            nouns = rf"(?:{speakers.plural})(?:\s+(?:of|from)\s+[\w ,'-]{{2,60}}?)?"
            single = rf"(?:{speakers.titles})(?:\s+(?!(?:has|have|had|is|are|was|were|will|would|that|which|who|(?!united)\w{{4,}}ed)\b)[\w.'-]+){{0,4}}?"
            bodies = rf"(?:{speakers.bodies})(?:\s+(?:of|for)\s+[\w '-]{{2,40}}?)?"
        self.phrase = lexicon.pattern(
            rf"(?:^|(?<=[\s,;:(\"«“']))(?P<np>(?P<pronoun>{speakers.pronouns}|{speakers.singular_pronouns})"
            rf"|(?:(?P<noun>{nouns})|(?P<single>{single})|(?P<body>{bodies})|(?P<name>(?:{names})(?:\s+(?:government|side|gouvernement))?))"
            rf"{tail}){parenthesis}"
        )
        article = r"(?:the |la |le |les |l')?"
        item = rf"{article}(?:{names}|(?:{speakers.titles})(?:\s+[\w.'-]+){{0,4}}?)(?:'s)?"
        self.joined = lexicon.pattern(
            rf"(?:{article}{item}\s*,\s*)*{article}{item}\s*,?\s+(?:and|et|ainsi que|as well as)\s+{article}(?:minister|ministre|president)?\s*$"
        )
        self.finite = re.compile(
            r"\b(?:ont|a|est|sont|était|étaient|avait|avaient|sera|seront|doit|doivent)\b"
            if self.french
            else r"\b(?:has|have|had|is|are|was|were|will|would|must|should|can|may|\w+ed)\b"
        )
        self._singular = lexicon.pattern(rf"(?:{speakers.singular_pronouns})$")
        self._plural3 = re.compile(r"(?:they|ils|elles)$")
        self.subordinator = lexicon.pattern(rf"(?:^|(?<=[\s,']))(?P<sub>{data.subordinators})(?:(?<=')|(?=[\s']))")
        self.preposition = lexicon.pattern(
            rf"(?:^|[\s'])(?:{data.prepositions})\s*(?:the|la|le|les|l'|its|their|leur|son|our|all|both|two|four|deux|quatre|\s)*$"
        )

    def person(self, pronoun: str) -> str:
        """Return "plural" or "singular" for a pronoun of the third person, "" for "we" and "I"."""
        return "plural" if self._plural3.match(pronoun) else "singular" if self._singular.match(pronoun) else ""

    def impersonal(self, folded: str, candidate: Candidate) -> bool:
        """Whether a pronoun stands for nobody: "it is", "il importe"."""
        return bool(re.match(r"\s*(?:is|was|remains|est|importe|convient|faut|s'agit|y a)\b", folded[candidate.left :]))

    def governed(self, before: str, match: re.Match[str]) -> bool:
        """Whether the noun phrase hangs on a preposition, so that it cannot be the subject ("of the ministers")."""
        if not self.preposition.search(before + " "):
            return False
        if match["aside"]:
            return not re.match(r"^\W*(?:the|we|les|la|le|nous)\b", before)
        # "the Ministers of France and Japan": the subject began earlier
        heads = self.lexicon.data.speakers
        return not re.search(
            rf"(?:^|[,;:]\s*|\b(?:and|et)\s+)(?:\w+[\s']+){{0,5}}(?:{heads.plural}|{heads.titles}|{heads.bodies})\b[^,;]{{0,80}}$",
            before,
        )

    def governing(self, outer: str, pronoun: bool) -> str:
        """Return the subordinator whose clause the subject opens ("" where it stands in a main clause)."""
        found = [m for m in self.subordinator.finditer(outer + " ") if not self._demonstrative(outer, m)]
        if not found:
            return ""
        last = found[-1]
        between = outer[last.end("sub") :]
        if self.finite.search(between) or "," in between or len(between.split()) > (2 if pronoun else 8):
            return ""
        return str(last["sub"])

    def _demonstrative(self, outer: str, match: re.Match[str]) -> bool:
        """Whether "that" points at a noun ("on that day") and opens no clause."""
        return match["sub"] == "that" and bool(
            re.search(r"\b(?:on|at|from|of|for|by|to|during)\s+$", outer[: match.start("sub")])
        )

    def begins(self, before: str) -> int:
        """Return where a noun phrase that ends after ``before`` begins: its article and adjectives."""
        found = re.search(
            r"(?:(?:^|(?<=[\s,;:(«“\"']))(?:the|our|both|all|les|la|le|l'|nos|notre|leurs?|two|four|three|deux|quatre|[a-zà-ÿ-]+(?:ese|ish|an|ch|ian|ais|ain|ign|nce|nse))[\s']*)+$",
            before,
        )
        return found.start() if found else len(before)
