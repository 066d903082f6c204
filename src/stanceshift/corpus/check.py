"""Gates over a whole corpus: each says whether it holds and where it does not."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from stanceshift.corpus.accounting import accounted, characters_table
from stanceshift.corpus.catalogue import Session, address_problem
from stanceshift.corpus.ingest import Corpus
from stanceshift.corpus.language import detect_language
from stanceshift.corpus.metadata import Metadata
from stanceshift.corpus.schemas import SEGMENT_KINDS
from stanceshift.corpus.suspicions import numbering_holes

STATED = ("high", "medium")
"""Confidence of the facts that a digest states; those of low confidence stay out."""


@dataclass(frozen=True)
class Gate:
    """A gate: what it looks at, whether it holds, how many things were looked at, and what failed, in plain words."""

    name: str
    description: str
    checked: int
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def numbering(corpus: Corpus) -> Gate:
    """Printed paragraph numbers run on without holes."""
    failures = []
    for document_id, rows in corpus.paragraphs.groupby("document_id", sort=True):
        for index, message in numbering_holes(rows["label"].tolist()):
            failures.append(f"{document_id}, paragraph {rows['number'].iloc[index]}: {message}")
    return Gate("numbering", "printed numbers run on without holes", len(corpus.documents), tuple(failures))


def language_versions(corpus: Corpus) -> Gate:
    """Texts of one session and kind have equally many paragraphs in every language."""
    failures = []
    checked = 0
    for (session, kind), rows in corpus.documents.groupby(["session_id", "text_kind"], sort=True):
        checked += len(rows) > 1
        if rows["n_paragraphs"].nunique() > 1:
            counts = ", ".join(f"{row['language']} {row['n_paragraphs']}" for row in rows.to_dict("records"))
            failures.append(f"{session}, {kind}: {counts} paragraphs")
    return Gate("language_versions", "language versions have equal paragraph counts", checked, tuple(failures))


def languages_declared(corpus: Corpus, min_share: float) -> Gate:
    """At least ``min_share`` of the characters of a text lie in paragraphs of its declared language."""
    failures = []
    for row in corpus.documents.to_dict("records"):
        texts = list(corpus.paragraphs.loc[corpus.paragraphs["document_id"] == row["document_id"], "text"])
        total = sum(map(len, texts))
        agreeing = sum(len(text) for text in texts if detect_language(text)[0] == row["language"])
        whole = detect_language("\n".join(texts))[0]
        if agreeing < min_share * total or whole != row["language"]:
            failures.append(
                f"{row['document_id']}: {agreeing / total:.0%} reads as {row['language']}, the whole as {whole}"
            )
    return Gate("language", "texts are in the language declared", len(corpus.documents), tuple(failures))


def characters_accounted(corpus: Corpus) -> Gate:
    """Every character but white space lies in a segment, and paragraph texts are made of their source characters."""
    table = accounted(corpus)
    failures = [
        f"{row['document_id']}: {row['unaccounted']} characters are in no segment"
        for row in table.to_dict("records")
        if row["unaccounted"]
    ]
    kept = corpus.segments[corpus.segments["kind"] == "paragraph"]
    painted: dict[str, list[str]] = {}
    for row in kept.to_dict("records"):
        painted.setdefault(row["paragraph_id"], []).append(
            corpus.sources[row["document_id"]][row["start"] : row["end"]]
        )
    for row in corpus.paragraphs.to_dict("records"):
        if "".join("".join(painted.get(row["paragraph_id"], [])).split()) != "".join(row["text"].split()):
            failures.append(f"{row['paragraph_id']}: its text is not that of its segments")
    return Gate("characters", "every source character is accounted for", len(table), tuple(failures))


def near_duplicates(corpus: Corpus, threshold: float) -> Gate:
    """No two texts of one language are alike to ``threshold`` (Indel similarity of the whole texts, 0-1) or more."""
    failures = []
    checked = 0
    joined = corpus.paragraphs.groupby("document_id", sort=True)["text"].agg("\n".join)
    for _, rows in corpus.documents.groupby("language", sort=True):
        for first, second in itertools.combinations(sorted(rows["document_id"]), 2):
            checked += 1
            score = fuzz.ratio(joined[first], joined[second], score_cutoff=100 * threshold) / 100
            if score >= threshold:
                failures.append(f"{first} and {second} are alike to {score:.0%}")
    return Gate("near_duplicates", "no text is there twice", checked, tuple(failures))


def metadata_complete(corpus: Corpus) -> Gate:
    """Metadata say what a reader needs to trust and to find the text again."""
    failures = []
    for document_id, metadata in sorted(corpus.metadata.items()):
        missing = [key for key in ("place", "participants") if not getattr(metadata, key) and not metadata.note]
        if metadata.source_url is None and not metadata.note:
            missing.append("source_url (or a note saying where the text is from)")
        if metadata.retrieved is None and not metadata.note:
            missing.append("retrieved (or a note)")
        if metadata.text_kind == "digest":
            missing += [key for key in ("note", "paragraphs") if not getattr(metadata, key)]
            if metadata.coverage != "partial":
                missing.append("coverage: partial")
        failures += [f"{document_id}: lacks {key}" for key in missing]
    return Gate("metadata", "metadata are complete", len(corpus.metadata), tuple(failures))


def addresses(corpus: Corpus) -> Gate:
    """Source addresses are well formed: http or https, a host, no user name, no space."""
    failures = []
    given = corpus.documents.dropna(subset=["source_url"])
    for row in given.to_dict("records"):
        problem = address_problem(row["source_url"])
        if problem:
            failures.append(f"{row['document_id']} {problem}: {row['source_url']}")
    return Gate("addresses", "source addresses are well formed", len(given), tuple(failures))


def catalogue_agrees(corpus: Corpus, sessions: Mapping[str, Session]) -> Gate:
    """Every session of a text is in the catalogue, with the same series, number, date, parties and place.

    A place agrees where one begins with the other, letters apart ("Paris" and "Paris (foreign ministry)").
    """
    description = "metadata agree with the catalogue of sessions"
    if not sessions:
        return Gate("catalogue", f"{description} (no catalogue, not checked)", 0, ())
    failures = []
    for document_id, metadata in sorted(corpus.metadata.items()):
        session = sessions.get(metadata.session)
        if session is None:
            failures.append(f"{document_id}: session {metadata.session} is not in the catalogue")
            continue
        pairs: list[tuple[str, Any, Any]] = [
            (key, getattr(metadata, key), getattr(session, key)) for key in ("series", "ordinal", "date")
        ]
        pairs.append(("parties", sorted(metadata.parties), sorted(session.parties)))
        if not _same_place(metadata.place, session.place):
            pairs.append(("place", metadata.place, session.place))
        failures += [
            f"{document_id}: {key} is {ours!r}, in the catalogue {theirs!r}"
            for key, ours, theirs in pairs
            if ours is not None and theirs is not None and ours != theirs
        ]
    return Gate("catalogue", description, len(corpus.metadata), tuple(failures))


def _same_place(ours: str | None, theirs: str | None) -> bool:
    first, second = ("".join(filter(str.isalnum, place or "")).casefold() for place in (ours, theirs))
    return first.startswith(second) or second.startswith(first)


def facts_stated(corpus: Corpus, facts: Sequence[Mapping[str, Any]] | None) -> Gate:
    """Digests state every recorded position of high or medium confidence of their session, and no other."""
    description = "digests state every recorded position and none else"
    if facts is None:
        return Gate("facts", f"{description} (no facts, not checked)", 0, ())
    by_id = {str(fact["id"]): fact for fact in facts}
    counts = corpus.documents.set_index("document_id")["n_paragraphs"]
    failures: list[str] = []
    digests = {key: value for key, value in sorted(corpus.metadata.items()) if value.text_kind == "digest"}
    for document_id, metadata in digests.items():
        failures += [
            f"{document_id}: {failure}" for failure in _fact_failures(metadata, int(counts[document_id]), by_id)
        ]
    return Gate("facts", description, len(digests), tuple(failures))


def _fact_failures(metadata: Metadata, n_paragraphs: int, facts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    failures = [
        f"paragraph {number} of the metadata is not in the text"
        for number in sorted(metadata.paragraphs)
        if not 1 <= number <= n_paragraphs
    ]
    failures += [
        f"paragraph {number} is not in the metadata"
        for number in range(1, n_paragraphs + 1)
        if number not in metadata.paragraphs
    ]
    stated = {identifier for ids in metadata.paragraphs.values() for identifier in ids}
    for identifier in sorted(stated):
        fact = facts.get(identifier)
        if fact is None:
            failures.append(f"{identifier} is no recorded position")
        elif fact["session"] != metadata.session:
            failures.append(f"{identifier} belongs to another session")
        elif fact.get("confidence") not in STATED:
            failures.append(f"{identifier} is of low confidence and should stay out")
    wanted = {
        key for key, fact in facts.items() if fact["session"] == metadata.session and fact.get("confidence") in STATED
    }
    return failures + [f"{identifier} is not stated" for identifier in sorted(wanted - stated)]


def run_gates(
    corpus: Corpus,
    *,
    min_language_share: float,
    near_duplicate: float,
    sessions: Mapping[str, Session],
    facts: Sequence[Mapping[str, Any]] | None = None,
) -> list[Gate]:
    """Return every gate over ``corpus``, always in the same order.

    Parameters
    ----------
    sessions:
        The catalogue of sessions by id, empty where there is none.
    facts:
        Recorded positions (keys id, session, confidence), or None where there are none.
    """
    return [
        metadata_complete(corpus),
        addresses(corpus),
        catalogue_agrees(corpus, sessions),
        characters_accounted(corpus),
        numbering(corpus),
        languages_declared(corpus, min_language_share),
        language_versions(corpus),
        near_duplicates(corpus, near_duplicate),
        facts_stated(corpus, facts),
    ]


def metrics_of(corpus: Corpus, gates: Sequence[Gate]) -> dict[str, Any]:
    """Return the numbers of stage check: sizes of the corpus, its characters by kind of segment, gates failed."""
    table = accounted(corpus)
    whole = characters_table(corpus).iloc[-1]
    return {
        "documents": len(corpus.documents),
        "sessions": int(corpus.documents["session_id"].nunique()),
        "series": int(corpus.documents["series"].nunique()),
        "paragraphs": len(corpus.paragraphs),
        "sentences": len(corpus.sentences),
        "words": int(corpus.paragraphs["n_words"].sum()),
        "characters": int(table["characters"].sum()),
        "characters_by_kind": {kind: int(whole[kind]) for kind in SEGMENT_KINDS if whole[kind]},
        "characters_unaccounted": int(table["unaccounted"].sum()),
        "share_accounted": round(float(table["share"].min()), 6),
        "suspicions": len(corpus.suspicions),
        "gates": len(gates),
        "gates_failed": sum(not gate.passed for gate in gates),
    }
