"""Says things in the language of the interface: names of themes, acts, holders and sessions, and changes in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stanceshift.reports.addresses import (
    Folder,
    change_anchor,
    place_of,
    row_anchor,
    series_page,
    session_page,
    theme_page,
    thread_anchor,
)
from stanceshift.reports.interface import Interface
from stanceshift.reports.redline import Piece, redline
from stanceshift.reports.site import Site
from stanceshift.reports.site_sessions import Row, Session
from stanceshift.shifts.wording import word_similarity

GLYPHS = {"against": "▼", "for": "▲", "none": "●"}
STANCE_GLYPHS = {"critical": "▼", "supportive": "▲", "mixed": "◆", "neutral": "●"}
STANCE_OF = {"against": "critical", "for": "supportive", "none": "neutral"}
CHANGE_GLYPHS = {
    "new": "+",
    "dropped": "×",
    "not_seen": "?",
    "strengthened": "↑",
    "softened": "↓",
    "reversed": "⇄",
    "reworded": "≈",
    "verbatim": "=",
}
STATUS_SIGNS = {"absent": "–", "unknown": "?", "no_text": "·"}


@dataclass(frozen=True)
class Quote:
    """Words of a text with what a reader must know of them."""

    position: Row
    text: str
    verb: str
    session: Session
    document: Row
    lead: str
    """The sentence up to the verb."""
    rest: str
    """The sentence after the verb."""


@dataclass
class View:
    """The site as one language shows it."""

    site: Site
    t: Interface
    folder: Folder
    languages: tuple[tuple[str, str], ...]
    """Languages of the site and the folder of each."""
    glyphs: dict[str, str] = field(default_factory=lambda: GLYPHS)

    @property
    def language(self) -> str:
        """The language of the interface."""
        return self.t.language

    def named(self, labels: dict[str, str]) -> str:
        """Return the label of the language, else the English one."""
        return labels.get(self.language) or labels["en"]

    def theme(self, theme: str) -> str:
        """Return the name of a theme."""
        return self.named(self.site.inputs.codebook.theme(theme).label)

    def act(self, act: str) -> str:
        """Return the name of an act."""
        return self.named(self.site.inputs.codebook.act(act).label)

    def act_and_force(self, row: Row) -> str:
        """Return the act of a position with its force: "Oppose, raised"."""
        return self.act(row.act) if row.force == 1 else f"{self.act(row.act)}, {self.t(f'force.{row.force}')}"

    def holder(self, holder: str) -> str:
        """Return who speaks: "joint", or the name of a state."""
        if holder == "joint":
            return self.t("holder.joint")
        return self.t(f"country.{holder}") if self.t.has(f"country.{holder}") else holder.upper()

    def series(self, series: str) -> str:
        """Return the name of a series."""
        entry = self.site.series_entries.get(series)
        return self.named(entry["label"]) if entry else series

    def series_note(self, series: str) -> str:
        """Return what the catalogue says of a series, "" where nothing."""
        entry = self.site.series_entries.get(series) or {}
        return self.named(entry["description"]) if entry.get("description") else ""

    def session(self, session: str | Session, short: bool = False) -> str:
        """Return the date of a session in words."""
        found = self.site.sessions[session] if isinstance(session, str) else session
        return self.t.date(found.date, short)

    def place(self, session: Session) -> str:
        """Return where a session met, "video conference" where it met on screens."""
        return self.t("mode.video") if session.mode == "video" else session.place

    def nth(self, session: Session) -> str:
        """Return the ordinal of a session in words ("3rd session"), "" where it has none."""
        if session.ordinal is None:
            return ""
        n = int(session.ordinal)
        if self.language == "fr":
            return self.t("session.nth", nth=f"{n}{'re' if n == 1 else 'e'}")
        ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return self.t("session.nth", nth=f"{n}{ending}")

    @cached_property
    def rungs(self) -> dict[int, str]:
        """Names of the rungs by sign and height: minus against, plus for, 0 for records."""
        names: dict[int, list[str]] = {}
        for act in self.site.inputs.codebook.acts:
            sign = {"against": -1, "for": 1}.get(act.direction, 0)
            names.setdefault(sign * act.rung, []).append(self.named(act.label).lower())
        return {rung: ", ".join(acts) for rung, acts in sorted(names.items())}

    def strength(self, value: float | None) -> str:
        """Return a signed strength as a number, a dash where there is none."""
        return "–" if value is None else self.t.number(value, 1, sign=True)

    # Links

    def to_position(self, here: str, position: str) -> str:
        """Return the address of a position, sentence or paragraph in its text."""
        document, anchor = place_of(position)
        return self.folder.link(here, session_page(document), anchor)

    def to_document(self, here: str, document: str) -> str:
        """Return the address of a text."""
        return self.folder.link(here, session_page(document))

    def to_theme(self, here: str, series: str, theme: str, anchor: str = "") -> str:
        """Return the address of a theme in a series."""
        return self.folder.link(here, theme_page(series, theme), anchor)

    def to_series(self, here: str, series: str, anchor: str = "") -> str:
        """Return the address of a series."""
        return self.folder.link(here, series_page(series), anchor)

    def to_change(self, here: str, row: Row) -> str:
        """Return the address of a change of a theme between two sessions."""
        return self.to_theme(here, row.series, row.theme, change_anchor(row.change_id))

    def to_row(self, here: str, row: Row) -> str:
        """Return the address of a row of the ledger, on the page of its thread's theme."""
        thread = self.site.threads[row.thread_id]
        return self.to_theme(here, row.series, thread.theme, row_anchor(row.row_id))

    def to_thread(self, here: str, thread: str) -> str:
        """Return the address of a thread."""
        row = self.site.threads[thread]
        return self.to_theme(here, row.series, row.theme, thread_anchor(thread))

    # Words

    def quote(self, position: str | None) -> Quote | None:
        """Return the sentence of a position cut at its verb, None for no position."""
        return None if position is None else self.quoted(self.site.positions[position])

    def quoted(self, row: Row) -> Quote:
        """Return the sentence of a position cut at its verb."""
        document = self.site.documents[row.document_id]
        text, start = row.sentence_text, self._verb_at(row)
        end = start + row.end - row.start
        return Quote(
            row, text, text[start:end], self.site.sessions[document.session_id], document, text[:start], text[end:]
        )

    def _verb_at(self, row: Row) -> int:
        sentence = next(s for s in self.site.sentences[row.paragraph_id] if s.sentence_id == row.sentence_id)
        return int(row.start - sentence.start)

    def change(self, row: Row) -> dict[str, Any]:
        """Return a row of the ledger or of the theme changes as a page shows it.

        Keys: kind, label, glyph, headline (of a theme), before, after (quotes or None), notes (sentences), redline (pieces or None), apart
        (why there is no redline), digest (whether a text compared is one).
        """
        before, after = self.quote(row.before_position_id), self.quote(row.after_position_id)
        pieces: list[Piece] | None = None
        if before and after and "rewritten" not in row.flags and self._alike(before, after):
            pieces = redline(before.text, after.text, after.document.language)
        return {
            "row": row,
            "kind": row.change,
            "label": self.t(f"change.{row.change}"),
            "glyph": CHANGE_GLYPHS[row.change],
            "before": before,
            "after": after,
            "notes": self.notes(row, before, after),
            "headline": self.headline(row) if "change_id" in row._fields else "",
            "redline": pieces,
            "apart": self.t("flag.rewritten") if "rewritten" in row.flags else self.t("redline.none"),
            "digest": any(q.document.text_kind == "digest" for q in (before, after) if q),
        }

    def who(self, quote: Quote) -> tuple[str, int]:
        """Return who says something, in words, and how many they are: the parties together, or one of them."""
        holder = quote.position.holder
        if holder != "joint":
            return self.t("holder.alone", holder=self.holder(holder)), 1
        names = [self.holder(party) for party in quote.document.parties]
        joined = self.t("list.and").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        return joined, len(names)

    def headline(self, row: Row) -> str:
        """Return a change of a theme as a sentence that can stand alone, without the name of the theme."""
        earlier, later = self.session(row.from_session), self.session(row.to_session)
        said = self.quote(row.after_position_id or row.before_position_id)
        if said is None or row.change in ("dropped", "not_seen"):
            return self.t(f"headline.{row.change}", before=earlier, after=later)
        who, n = self.who(said)
        verb = self.t(f"headline_verb.{said.position.act}", n=n)
        change = row.change
        if change == "new":
            known = self.site.history.get((row.series, row.theme))
            change = "back" if known is not None and known.first_session != row.to_session else "first"
        return self.t(f"headline.{change}", who=who, verb=verb, before=earlier, after=later)

    def item(self, row: Row) -> str:
        """Return the name of a cooperation item: that of the language where the interface has it, else the analyst's."""
        return self.t(f"item.{row.item}") if self.t.has(f"item.{row.item}") else str(row.label)

    def gate(self, gate: dict[str, Any]) -> str:
        """Return what a gate of the corpus checks."""
        key = f"gate.{gate['name']}"
        return self.t(key) if self.t.has(key) else str(gate["description"])

    def _alike(self, before: Quote, after: Quote) -> bool:
        """Say whether two sentences share enough wording, in one language, to be shown as one text with its changes."""
        language = after.document.language
        least = self.site.settings.compare.rewritten_below
        return before.document.language == language and word_similarity(before.text, after.text, language) >= least

    def notes(self, row: Row, before: Quote | None, after: Quote | None) -> list[str]:
        """Return in sentences how the step was decided and what else changed."""
        found = []
        t = self.t
        if before and after:
            a, b = before.position, after.position
            if a.direction != b.direction:
                found.append(t("note.side", a=t(f"direction.{a.direction}"), b=t(f"direction.{b.direction}")))
            if a.act != b.act:
                way = "level" if a.direction != b.direction or a.rung == b.rung else "up" if a.rung < b.rung else "down"
                found.append(t(f"note.act_{way}", a=self.act(a.act).lower(), b=self.act(b.act).lower()))
            if a.force != b.force:
                found.append(t("note.force", a=t(f"force.{a.force}"), b=t(f"force.{b.force}")))
            if "holder_changed" in row.flags:
                found.append(t("note.holder", a=self.holder(a.holder), b=self.holder(b.holder)))
        for flag in row.flags:
            if flag not in ("holder_changed", "rewritten"):
                found.append(t(f"flag.{flag}"))
        found.extend(self._coverage(row))
        return found

    def _coverage(self, row: Row) -> list[str]:
        earlier, later = self.site.sessions[row.from_session], self.site.sessions[row.to_session]
        found = []
        gap = self.site.places[later.id] - self.site.places[earlier.id] > 1
        if row.change == "not_seen":
            found.append(self.t("note.not_seen"))
        elif row.change == "new" and not earlier.is_full:
            found.append(self.t("note.first_seen"))
        elif row.change not in ("new", "dropped") and not (earlier.is_full and later.is_full):
            key = "both" if not earlier.is_full and not later.is_full else "earlier" if later.is_full else "later"
            found.append(self.t(f"note.partial_{key}"))
        if gap and row.change not in ("not_seen", "dropped"):
            found.append(self.t("note.gap", date=self.session(earlier)))
        return found
