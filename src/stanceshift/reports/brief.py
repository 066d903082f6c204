"""Writes down what a brief on a theme in a series says, in parts that every format can set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from stanceshift import __version__
from stanceshift.errors import StanceshiftError
from stanceshift.reports.addresses import Folder, Splits, place_of, session_page, theme_page
from stanceshift.reports.brief_parts import Brief, Part, Run
from stanceshift.reports.build import Renderer, environment
from stanceshift.reports.inputs import Inputs
from stanceshift.reports.interface import LANGUAGES, load_interface
from stanceshift.reports.pages import session as session_pages
from stanceshift.reports.pages.theme import formulas_of
from stanceshift.reports.redline import Piece
from stanceshift.reports.site import Site
from stanceshift.reports.site_sessions import Row
from stanceshift.reports.view import Quote, View
from stanceshift.settings import Settings
from stanceshift.shifts.queries import check_name

SITE = Path("reports/site")


def view_for(inputs: Inputs, settings: Settings, language: str, interface: Path) -> View:
    """Return the site in one language, as the pages show it."""
    default = settings.report.language
    folders = {default: "", **{name: name for name in LANGUAGES if name != default}}
    folder = Folder(folders[language], Splits())
    return View(Site(inputs, settings), load_interface(language, interface), folder, tuple(folders.items()))


def base_for(base: str | None, target: Path, language: str, default: str) -> str:
    """Return what stands before every permalink: the address of the published report, else the way to it.

    From a file outside the project folder permalinks start at the first page of the report.
    """
    inside = target.resolve().is_relative_to(Path.cwd())
    root = Path(os.path.relpath(SITE, target.parent)).as_posix() if inside else ""
    root = root if base is None else base.rstrip("/")
    folder = "" if language == default else f"{language}/"
    return f"{root}/{folder}" if root else folder


def make_brief(view: View, series: str, theme: str, base: str) -> Brief:
    """Return the brief on a theme in a series.

    Raises
    ------
    StanceshiftError
        Where series or theme is unknown (the message lists the nearest), or no text of the series carries the theme.
    """
    site = view.site
    check_name(series, list(site.series_with_text), "series")
    check_name(theme, list(site.inputs.codebook.theme_ids), "theme")
    if theme not in site.themes_in(series):
        raise StanceshiftError(
            f"no text of {series} carries the theme {theme}",
            fix=f"name one of {', '.join(site.themes_in(series))}",
        )
    _find_splits(view, series)
    return _Writer(view, series, theme, base).brief()


def _find_splits(view: View, series: str) -> None:
    """Render the texts of the series once, so that permalinks name the part of a page that was split."""
    renderer = Renderer(view, environment(), view.site.settings.report.max_page_bytes)
    own = {session_page(text.document_id) for session in view.site.by_series[series] for text in session.documents}
    for page in session_pages.pages(view):
        if page.path in own:
            renderer.render(page)


class _Writer:
    """Gathers the parts of one brief and the texts it quotes."""

    def __init__(self, view: View, series: str, theme: str, base: str) -> None:
        self.view, self.t, self.site = view, view.t, view.site
        self.series, self.theme, self.base = series, theme, base
        self.cited: dict[str, Row] = {}

    def brief(self) -> Brief:
        """Return the whole; sources come from what the parts before them quote."""
        texts = self.site.texts(self.series)
        first, last = self.view.session(texts[0]), self.view.session(texts[-1])
        parts = [*self.summary(), *self.changes(), *self.threads(), *self.formulas()]
        parts += [*self.sources(), *self.reading()]
        title = self.t("brief.title", theme=self.view.theme(self.theme), series=self.view.series(self.series))
        subtitle = self.t("brief.scope", n=len(texts), first=first, last=last)
        return Brief(title, subtitle, self.t.language, texts[-1].date, tuple(parts))

    # Sections

    def summary(self) -> Iterator[Part]:
        """Yield latest words, strength, first and last mention, and the warning where a text is a digest."""
        t, view = self.t, self.view
        yield _heading(t("brief.summary"))
        sessions = self.site.texts(self.series)
        said = [(s, self.site.strongest(s.id, self.theme)) for s in sessions]
        spoken = [(session, row) for session, row in said if row is not None]
        if spoken:
            session, row = spoken[-1]
            quote = self.quoted(row.position_id)
            lead = Run(f"{t('brief.latest', date=view.session(session))} ", style="bold")
            yield Part("text", (lead, *self.act(row), Run(". "), *self.words(quote), Run(" "), *self.source(quote)))
            values = [self.site.matrix[s.id, self.theme].strength for s, _ in spoken[-2:]]
            key = "brief.strength" if len(values) > 1 else "brief.strength_one"
            yield Part("text", (Run(t(key, a=view.strength(values[0]), b=view.strength(values[-1]))),))
        history = self.site.history.get((self.series, self.theme))
        if history:
            first, last = view.session(history.first_session), view.session(history.last_session)
            yield Part("text", (Run(t("theme.history", first=first, last=last, n=history.n_sessions)),))
        if any(session.is_digest for session in sessions):
            yield Part("note", (Run(f"{t('theme.digest_note')} {t('digest.mark')}."),))

    def changes(self) -> Iterator[Part]:
        """Yield every change of the theme, the latest first, with both wordings."""
        yield _heading(self.t("brief.changes"))
        rows = self.site.changes_of.get((self.series, self.theme), [])
        if not rows:
            yield Part("text", (Run(self.t("brief.no_changes")),))
        for row in reversed(rows):
            yield from self.change(row)

    def change(self, row: Row) -> Iterator[Part]:
        """Yield a change: what happened, the two verbs, the redline or both sentences, how it was decided."""
        view, change = self.view, self.view.change(row)
        before, after = change["before"], change["after"]
        between = f"{view.session(row.from_session)} – {view.session(row.to_session)}"
        yield Part("subheading", (Run(f"{change['label']}: {between}"),))
        if before and after:
            step = (*self.act(before.position), Run(" "), *self.verb(before), Run(" → "))
            yield Part("text", (*step, *self.act(after.position), Run(" "), *self.verb(after)))
        if change["redline"]:
            language = after.document.language
            marks = tuple(_redlined(piece, language) for piece in change["redline"])
            both = (Run(" "), *self.source(before), Run(" → "), *self.source(after))
            yield Part("quote", (*marks, *both))
        else:
            for quote, key in ((before, "brief.before"), (after, "brief.after")):
                if quote:
                    lead = Run(f"{self.t(key)} – ", style="italic")
                    yield Part("quote", (lead, *self.words(quote), Run(" "), *self.source(quote)))
        if change["notes"]:
            yield Part("note", (Run("; ".join(change["notes"]) + "."),))

    def threads(self) -> Iterator[Part]:
        """Yield every proposition followed through the series, then those said once."""
        threads = self.site.threads_by_theme.get((self.series, self.theme), [])
        followed = [thread for thread in threads if self.site.threads[thread].n_sessions > 1]
        if followed:
            yield _heading(self.t("brief.threads"))
        for thread in followed:
            yield from self.thread(thread)
        once = [thread for thread in threads if thread not in followed]
        if once:
            yield _heading(self.t("brief.once"))
        for thread in once:
            for member in self.site.thread_members[thread]:
                yield Part("item", self.said(member.position_id, ""))

    def thread(self, thread: str) -> Iterator[Part]:
        """Yield a proposition session by session: what was said, where, and the change since the session before."""
        members = self.site.thread_members[thread]
        language = self.site.positions[members[-1].position_id].language
        yield Part("subheading", (Run(self.site.threads[thread].label, language),))
        steps: dict[str, list[Row]] = {}
        for row in self.site.ledger_of.get(thread, []):
            steps.setdefault(row.to_session, []).append(row)
        sessions = {member.session_id: member.date for member in members}
        sessions |= {row.to_session: row.to_date for rows in steps.values() for row in rows}
        for session in sorted(sessions, key=lambda key: (sessions[key], key)):
            own = [member for member in members if member.session_id == session]
            labels = {row.after_position_id: self.t(f"change.{row.change}") for row in steps.get(session, [])}
            for member in own:
                yield Part("item", self.said(member.position_id, labels.get(member.position_id, "")))
            for row in [] if own else steps.get(session, []):
                text = f"{self.view.session(session)}: {self.t(f'change.{row.change}')}"
                notes = self.view.notes(row, self.view.quote(row.before_position_id), None)
                yield Part("item", (Run(f"{text} ({'; '.join(notes)})" if notes else text),))

    def formulas(self) -> Iterator[Part]:
        """Yield the recurring phrases of the theme's paragraphs, each with where it stands."""
        yield _heading(self.t("brief.formulas"))
        found = formulas_of(self.view, self.series, self.theme)
        if not found:
            yield Part("text", (Run(self.t("brief.no_formulas")),))
        for entry in found:
            formula = entry["formula"]
            first = self.view.session(formula.first_session)
            uses = self.t("formula.uses", n=formula.n_uses, series=self.view.series(formula.first_series), date=first)
            runs = [Run(self.t.quote(formula.text, formula.language), formula.language), Run(f" ({uses}): ")]
            for number, use in enumerate(entry["uses"]):
                runs += [Run(", ")] if number else []
                runs += self.place(use.paragraph_id)
            yield Part("item", tuple(runs))

    def sources(self) -> Iterator[Part]:
        """Yield the texts quoted: date, title, kind, publisher, address, licence, hash."""
        yield _heading(self.t("brief.sources"))
        for row in sorted(self.cited.values(), key=lambda row: (row.date, row.document_id)):
            kind = self.t("digest.mark") if row.text_kind == "digest" else self.t(f"kind.{row.text_kind}")
            runs = [Run(f"{self.t.date(row.date)}. "), Run(row.title, row.language, "italic"), Run(f" ({kind}). ")]
            runs.append(Run(f"{row.publisher}. "))
            if row.source_url:
                runs += [Run(row.source_url, href=row.source_url), Run(". ")]
            runs.append(Run(f"{row.licence}. SHA-256 {row.sha256[:16]}…. "))
            page = self.view.folder.link("", session_page(row.document_id))
            runs.append(Run(page, href=self.base + page))
            yield Part("item", tuple(runs))

    def reading(self) -> Iterator[Part]:
        """Yield how to read the brief."""
        t = self.t
        yield _heading(t("brief.reading"))
        keys = ("brief.reading_ladder", "brief.reading_redline", "limits.absence", "limits.digests")
        for key in (*keys, "brief.reading_links"):
            yield Part("item", (Run(t(key)),))
        page = theme_page(self.series, self.theme)
        made = Run(f"{t('brief.reading_made', version=__version__)} ")
        yield Part("item", (made, Run(page, href=self.base + page)))

    # Words

    def quoted(self, position: str) -> Quote:
        """Return a position with its words."""
        quote = self.view.quote(position)
        assert quote is not None
        return quote

    def said(self, position: str, change: str) -> tuple[Run, ...]:
        """Return a line on a position: date, change, act, words, where."""
        quote = self.quoted(position)
        lead = self.view.session(quote.session) + (f", {change.lower()}" if change else "")
        runs = (Run(lead, style="bold"), Run(". "), *self.act(quote.position), Run(". "), *self.words(quote))
        return (*runs, Run(" "), *self.source(quote))

    def act(self, row: Row) -> tuple[Run, ...]:
        """Return act and force of a position, its side, and who speaks where it is not both."""
        side = self.t(f"direction.{row.direction}")
        who = "" if row.holder == "joint" else f", {self.t('holder.alone', holder=self.view.holder(row.holder))}"
        return (Run(f"{self.view.act_and_force(row)} ({side}{who})"),)

    def verb(self, quote: Quote) -> tuple[Run, ...]:
        """Return the verb of a position in the quotation marks of its language."""
        language = quote.document.language
        return (Run(self.t.quote(quote.verb, language), language),)

    def words(self, quote: Quote) -> tuple[Run, ...]:
        """Return the sentence of a position in quotation marks, its verb in bold."""
        language = quote.document.language
        left, right = self.t.quote("\0", language).split("\0")
        lead, rest = Run(left + quote.lead, language), Run(quote.rest + right, language)
        return (lead, Run(quote.verb, language, "bold"), rest)

    def source(self, quote: Quote) -> tuple[Run, ...]:
        """Return where a position stands, in brackets."""
        return (Run("["), *self.place(quote.position.position_id), Run("]"))

    def place(self, identity: str) -> tuple[Run, ...]:
        """Return where a paragraph or position stands, with its permalink and the mark of a digest.

        The text is noted as quoted.
        """
        document, anchor = place_of(identity)
        row = self.site.documents[document]
        self.cited[document] = row
        path = self.view.folder.link("", session_page(document), anchor)
        paragraph = anchor.split("-")[0][1:]
        link = Run(f"§\u00a0{paragraph}, #{anchor}", href=self.base + path)
        mark = f"; {self.t('digest.short')}" if row.text_kind == "digest" else ""
        return (Run(f"{self.view.session(row.session_id)}, "), link, Run(mark))


def _heading(text: str) -> Part:
    return Part("heading", (Run(text),))


def _redlined(piece: Piece, language: str) -> Run:
    return Run(piece.text, language, "" if piece.kind == "keep" else piece.kind)
