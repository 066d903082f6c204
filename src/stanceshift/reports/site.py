"""Puts the tables in the order in which pages ask for them: sessions of a series, positions of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stanceshift.errors import StanceshiftError
from stanceshift.reports.inputs import Inputs
from stanceshift.reports.site_sessions import Row, Session, rows_of, sessions_of
from stanceshift.settings import Settings


@dataclass
class Site:
    """Everything that pages show, looked up by key."""

    inputs: Inputs
    settings: Settings
    sessions: dict[str, Session] = field(init=False)
    by_series: dict[str, list[Session]] = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = sessions_of(self.inputs)
        by_series: defaultdict[str, list[Session]] = defaultdict(list)
        for session in self.sessions.values():
            by_series[session.series].append(session)
        self.by_series = dict(by_series)
        home = self.settings.report.home_series
        if not any(session.has_text for session in by_series.get(home, ())):
            raise StanceshiftError(
                f"the home series {home!r} has no text",
                file="params.yaml",
                where="report.home_series",
                fix=f"name one of {', '.join(sorted(self.series_with_text))}",
            )

    def _grouped(self, table: str, *keys: str) -> dict[Any, list[Row]]:
        groups: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in rows_of(self.inputs.tables[table]):
            key = tuple(getattr(row, name) for name in keys)
            groups[key if len(keys) > 1 else key[0]].append(row)
        return dict(groups)

    @cached_property
    def series_with_text(self) -> list[str]:
        """The series that have a text, the home series first."""
        home = self.settings.report.home_series
        found = [name for name, known in self.by_series.items() if any(s.has_text for s in known)]
        return sorted(found, key=lambda name: (name != home, name))

    @cached_property
    def series_entries(self) -> dict[str, dict[str, Any]]:
        """By series its entry in series.yaml."""
        return {str(entry["id"]): entry for entry in self.inputs.series}

    @cached_property
    def documents(self) -> dict[str, Row]:
        """By id the row of each text."""
        return {row.document_id: row for row in rows_of(self.inputs.tables["documents"])}

    @cached_property
    def paragraphs(self) -> dict[str, list[Row]]:
        """By document its paragraphs in reading order."""
        groups = self._grouped("paragraphs", "document_id")
        return {key: sorted(rows, key=lambda row: row.number) for key, rows in groups.items()}

    @cached_property
    def sentences(self) -> dict[str, list[Row]]:
        """By paragraph its sentences."""
        groups = self._grouped("sentences", "paragraph_id")
        return {key: sorted(rows, key=lambda row: (row.start, row.index)) for key, rows in groups.items()}

    @cached_property
    def positions(self) -> dict[str, Row]:
        """By id each position."""
        return {row.position_id: row for row in rows_of(self.inputs.tables["positions"])}

    @cached_property
    def positions_in(self) -> dict[str, list[Row]]:
        """By paragraph its positions, in the order of their words."""
        groups: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.positions.values():
            groups[row.paragraph_id].append(row)
        return {key: sorted(rows, key=lambda r: (r.start, r.end, r.position_id)) for key, rows in groups.items()}

    @cached_property
    def themes_of(self) -> dict[str, list[Row]]:
        """By paragraph its themes, the main one first."""
        groups = self._grouped("themes", "paragraph_id")
        return {key: sorted(rows, key=lambda row: row.rank) for key, rows in groups.items()}

    @cached_property
    def suspicions(self) -> dict[str, list[Row]]:
        """By document what looked wrong on reading."""
        groups = self._grouped("suspicions", "document_id")
        return {key: sorted(rows, key=lambda row: (row.source_start, row.kind)) for key, rows in groups.items()}

    @cached_property
    def matrix(self) -> dict[tuple[str, str], Row]:
        """By (session, theme) the cell of the matrix."""
        return {(row.session_id, row.theme): row for row in rows_of(self.inputs.tables["matrix"])}

    @cached_property
    def threads(self) -> dict[str, Row]:
        """By id each thread."""
        return {row.thread_id: row for row in rows_of(self.inputs.tables["threads"])}

    @cached_property
    def thread_members(self) -> dict[str, list[Row]]:
        """By thread its positions with session and date, in order of date."""
        groups = self._grouped("thread_positions", "thread_id")
        return {key: sorted(rows, key=lambda r: (r.date, r.session_id, r.position_id)) for key, rows in groups.items()}

    @cached_property
    def members_in(self) -> dict[tuple[str, str], list[Row]]:
        """By (thread, session) the positions of the thread there."""
        groups: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for thread, rows in self.thread_members.items():
            for row in rows:
                groups[thread, row.session_id].append(row)
        return dict(groups)

    @cached_property
    def places(self) -> dict[str, int]:
        """By session with a text its place among those of its series."""
        return {s.id: place for name in self.by_series for place, s in enumerate(self.texts(name))}

    @cached_property
    def threads_of(self) -> dict[str, list[str]]:
        """By position the threads it belongs to."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for thread, rows in self.thread_members.items():
            for row in rows:
                groups[row.position_id].append(thread)
        return {key: sorted(ids) for key, ids in groups.items()}

    @cached_property
    def ledger_of(self) -> dict[str, list[Row]]:
        """By thread its rows of the ledger, in order of date."""
        groups = self._grouped("ledger", "thread_id")
        return {key: sorted(rows, key=lambda row: (row.to_date, row.to_session)) for key, rows in groups.items()}

    @cached_property
    def changes_between(self) -> dict[str, list[Row]]:
        """By later session the changes of themes, the most important first."""
        groups = self._grouped("theme_changes", "to_session")
        return {key: sorted(rows, key=lambda row: (-row.importance, row.change_id)) for key, rows in groups.items()}

    @cached_property
    def changes_of(self) -> dict[tuple[str, str], list[Row]]:
        """By (series, theme) its changes, in order of date."""
        groups = self._grouped("theme_changes", "series", "theme")
        return {key: sorted(rows, key=lambda row: (row.to_date, row.to_session)) for key, rows in groups.items()}

    @cached_property
    def compared_as(self) -> dict[str, set[str]]:
        """By position the themes under which its words tell a change, besides the one it is labelled with."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for rows in self.changes_of.values():
            for row in rows:
                for position in (row.before_position_id, row.after_position_id):
                    if position and self.positions[position].theme != row.theme:
                        found[position].add(row.theme)
        return dict(found)

    @cached_property
    def history(self) -> dict[tuple[str, str], Row]:
        """By (series, theme) first and last mention."""
        return {(row.series, row.theme): row for row in rows_of(self.inputs.tables["theme_history"])}

    @cached_property
    def formulas(self) -> dict[str, Row]:
        """By id each formula."""
        return {row.formula_id: row for row in rows_of(self.inputs.tables["formulas"])}

    @cached_property
    def formula_uses_in(self) -> dict[str, list[Row]]:
        """By paragraph the formulas it uses."""
        return self._grouped("formula_uses", "paragraph_id")

    @cached_property
    def commitments_of(self) -> dict[str, list[Row]]:
        """By series the stages of its commitments, in order of item and date."""
        groups = self._grouped("commitments", "series")
        return {key: sorted(rows, key=lambda row: (row.item, row.date, row.stage)) for key, rows in groups.items()}

    @cached_property
    def partners_of(self) -> dict[str, list[Row]]:
        """By theme the comparisons between series."""
        return self._grouped("partners", "theme")

    @cached_property
    def threads_by_theme(self) -> dict[tuple[str, str], list[str]]:
        """By (series, theme) the threads with a position on it, those said in most sessions first."""
        groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for thread, row in self.threads.items():
            groups[row.series, row.theme].add(thread)
            for member in self.thread_members.get(thread, ()):
                groups[row.series, self.positions[member.position_id].theme].add(thread)

        def order(thread: str) -> tuple[Any, ...]:
            row = self.threads[thread]
            strongest = max(self.positions[m.position_id].rung for m in self.thread_members[thread])
            return (-row.n_sessions, -strongest, row.first_session, thread)

        return {key: sorted(ids, key=order) for key, ids in groups.items()}

    def texts(self, series: str) -> list[Session]:
        """Return the sessions of a series that have a text, in order of date."""
        return [session for session in self.by_series.get(series, []) if session.has_text]

    def has_page(self, series: str, theme: str) -> bool:
        """Say whether a theme has a page in a series; one that only a label in passing carries has none."""
        return (series, theme) in self.history or (series, theme) in self.threads_by_theme

    def themes_in(self, series: str) -> list[str]:
        """Return the themes of a series by the order of the codebook."""
        present = {theme for name, theme in self.history if name == series}
        present |= {theme for name, theme in self.threads_by_theme if name == series}
        return [theme for theme in self.inputs.codebook.theme_ids if theme in present]

    def strongest(self, session: str, theme: str) -> Row | None:
        """Return the position by which the matrix measures a theme in a session, None where it says nothing on it."""
        cell = self.matrix.get((session, theme))
        if cell is None or cell.strength is None:
            return None
        primary = self.sessions[session].primary
        found = [row for row in self._stated(primary.document_id) if row.theme == theme and not row.reported]
        side = "against" if cell.strength < 0 else "for" if cell.strength > 0 else "none"
        own = [row for row in found if row.direction == side]
        return max(own, key=lambda row: (row.rung, row.force), default=None)

    def _stated(self, document: str) -> Iterable[Row]:
        for paragraph in self.paragraphs[document]:
            yield from self.positions_in.get(paragraph.paragraph_id, ())
