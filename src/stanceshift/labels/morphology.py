"""Makes the forms of English and French verbs from their lemmas, so that lexicons list lemmas and not forms."""

from __future__ import annotations

import re
from collections.abc import Mapping

Forms = dict[str, set[str]]
"""Form -> the classes it may have: present, past, participle (-ing, -ant), future, infinitive."""

_VOWELS = "aeiou"


def english_forms(lemma: str, irregular: Mapping[str, list[str]]) -> Forms:
    """Return the forms of an English verb; ``irregular`` maps a lemma to its -s, past, past participle and -ing forms."""
    if lemma in irregular:
        third, past, participle, ing = irregular[lemma]
    elif re.search(r"(?:s|x|z|ch|sh|o)$", lemma):
        third, past, participle, ing = f"{lemma}es", f"{lemma}ed", f"{lemma}ed", f"{lemma}ing"
    elif re.search(r"[^aeiou]y$", lemma):
        third, past, participle, ing = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma[:-1]}ied", f"{lemma}ing"
    elif lemma.endswith("ee"):
        third, past, participle, ing = f"{lemma}s", f"{lemma}d", f"{lemma}d", f"{lemma}ing"
    elif lemma.endswith("e"):
        third, past, participle, ing = f"{lemma}s", f"{lemma}d", f"{lemma}d", f"{lemma[:-1]}ing"
    else:
        third, past, participle, ing = f"{lemma}s", f"{lemma}ed", f"{lemma}ed", f"{lemma}ing"
    forms: Forms = {}
    for form, kinds in (
        (lemma, ("present", "infinitive")),
        (third, ("third",)),
        (past, ("past",)),
        (participle, ("past_participle",)),
        (ing, ("participle",)),
    ):
        forms.setdefault(form, set()).update(kinds)
    if lemma == "be":
        forms.update({"is": {"third"}, "are": {"present"}, "were": {"past"}, "am": {"present"}})
    return forms


def french_forms(lemma: str, irregular: Mapping[str, Mapping[str, list[str]]]) -> Forms:
    """Return the forms of a French verb: -er and -ir (finir) verbs by rule, others from ``irregular``."""
    forms: Forms = {}

    def add(kind: str, *words: str) -> None:
        for word in words:
            forms.setdefault(word, set()).add(kind)

    if lemma in irregular:
        names = {"past": "past_participle", "simple": "past", "imperfect": "past"}
        for kind, words in irregular[lemma].items():
            add(names.get(kind, kind), *words)
        for word in irregular[lemma].get("past", ())[:1]:
            stem = word if word.endswith("s") else f"{word}s"
            add("past_participle", stem, f"{word}e", f"{word}es")
        for word in irregular[lemma].get("future", ()):
            if word.endswith("ra"):
                add("future", f"{word[:-1]}ons", f"{word[:-1]}ont")
        add("past", *(f"{word[:-1]}ent" for word in irregular[lemma].get("imperfect", ()) if word.endswith("ait")))
    elif lemma.endswith("er"):
        stem = lemma[:-2]
        soft = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
        strong = re.sub(r"é([^aeiouyé]{1,2})$", r"è\1", stem)
        strong = (
            re.sub(r"([bcdfgklmnprstv])e([lnmtvs])$", r"\1è\2", strong)
            if not stem.endswith(("pel", "jet"))
            else stem + stem[-1]
        )
        strong = stem[:-1] + "i" if re.search(r"[ou]y$", stem) else strong
        future = strong if stem.endswith(("pel", "jet")) or re.search(r"[ou]y$", stem) else stem
        add("present", f"{strong}e", f"{strong}ent", f"{soft}ons")
        add("past_participle", f"{stem}é", f"{stem}és", f"{stem}ée", f"{stem}ées")
        add("participle", f"{soft}ant")
        add("future", *(f"{future}{end}" for end in ("era", "erons", "eront")))
        add("past", f"{soft}ait", f"{soft}aient", f"{soft}a", f"{stem}èrent", f"{stem}ions")
        add("infinitive", lemma)
    elif lemma.endswith("ir"):
        stem = lemma[:-1]
        add("present", f"{stem}t", f"{stem}ssons", f"{stem}ssent")
        add("past_participle", stem, f"{stem}s", f"{stem}e", f"{stem}es")
        add("participle", f"{stem}ssant")
        add("future", *(f"{stem}{end}" for end in ("ra", "rons", "ront")))
        add("past", f"{stem}ssait", f"{stem}ssaient", f"{stem}rent", f"{stem}t")
        add("infinitive", lemma)
    else:
        add("infinitive", lemma)
    return forms


FRENCH_FUTURE = re.compile(
    r"[a-zàâéèêëîïôûùç]{3,}(?:eront|erons|era|iront|irons|ira|dront|drons|dra|ront|[^aeiouyéèêëàâîïôûù]rons)$"
)
"""Any verb in the French future tense, for speakers who announce what they will do."""
