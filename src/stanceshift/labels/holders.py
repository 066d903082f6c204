"""Says who speaks: resolves a subject to `joint` or to one party (ISO 3166 alpha-2, lower case)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

JOINT = "joint"


class HoldersFile(BaseModel):
    """The checked content of `data/lexicon/holders.yaml`."""

    model_config = ConfigDict(extra="forbid")
    version: str
    parties: dict[str, dict[str, list[str]]]
    persons: dict[str, list[str]]
    persons_ja: dict[str, list[str]]
    offices_ja: str


@dataclass(frozen=True)
class Resolved:
    """Who a subject stands for, and whether it is somebody other than the speakers of the document."""

    holder: str
    reported: bool = False


class Holders:
    """Finds parties in subjects. Build it with `load_holders`."""

    def __init__(self, content: HoldersFile) -> None:
        self.content = content
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for language in ("en", "fr", "ja"):
            rows = []
            for code, names in content.parties.items():
                words = sorted(names.get(language, []), key=len, reverse=True)
                if not words:
                    continue
                body = "|".join(re.escape(word.lower()) for word in words)
                edge = "" if language == "ja" else r"(?<![\w-])", "" if language == "ja" else r"(?![\w])"
                rows.append((code, re.compile(rf"{edge[0]}(?:{body}){edge[1]}")))
            self._patterns[language] = rows
        persons = [
            (code, re.compile(r"\b(?:" + "|".join(re.escape(name.lower()) for name in names) + r")\b"))
            for code, names in content.persons.items()
        ]
        japanese = [
            (code, re.compile(rf"(?<![\u3400-\u9fff\u30a1-\u30fa])(?:{'|'.join(names)})(?={content.offices_ja})"))
            for code, names in content.persons_ja.items()
        ]
        self._persons = {"en": persons, "fr": persons, "ja": japanese}
        english = sorted({w.lower() for p in content.parties.values() for w in p.get("en", [])}, key=len, reverse=True)
        self.english_names = "|".join(map(re.escape, english))
        french = sorted({w.lower() for p in content.parties.values() for w in p.get("fr", [])}, key=len, reverse=True)
        self.french_names = "|".join(map(re.escape, french))

    def parties_in(self, subject: str, language: str) -> list[str]:
        """Return the codes of the parties that a folded subject names, in the order of its words."""
        found: dict[str, int] = {}
        taken: list[tuple[int, int]] = []
        rows = [(code, pattern) for code, pattern in self._patterns[language]]
        spans = sorted(
            ((match.span(), code) for code, pattern in rows for match in pattern.finditer(subject)),
            key=lambda item: (-(item[0][1] - item[0][0]), item[0][0]),
        )
        for (start, end), code in spans:
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            found[code] = min(found.get(code, start), start)
        for code, pattern in self._persons[language]:
            match = pattern.search(subject)
            if match and code not in found:
                found[code] = match.start()
        return sorted(found, key=lambda code: found[code])

    def resolve(self, subject: str, language: str, parties: list[str], previous: str, *, pronoun: str = "") -> Resolved:
        """Return the holder of a position.

        Parameters
        ----------
        subject:
            The folded subject ("" where there is none).
        parties:
            The document's parties; empty where not known.
        previous:
            The holder of the sentence before, for pronouns of the third person.
        pronoun:
            "singular" or "plural" where the subject is a pronoun of the third person.
        """
        if pronoun == "plural":
            return Resolved(previous if previous != JOINT else JOINT)
        if pronoun == "singular":
            return Resolved(previous)
        named = self.parties_in(subject, language)
        if len(named) == 1:
            code = named[0]
            other = bool(parties) and code not in parties and code != "eu"
            return Resolved(code, reported=other)
        return Resolved(JOINT)


def load_holders(data_dir: str | Path = "data") -> Holders:
    """Return the holders of `data/lexicon/holders.yaml`; raises `StanceshiftError` naming the key."""
    path = Path(data_dir) / "lexicon" / "holders.yaml"
    try:
        return Holders(HoldersFile.model_validate(read_yaml(path)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="mend the entry") from error
