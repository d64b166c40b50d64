"""The page of one section: what is filled in, what the team has written, and the text that is being written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from samsteg.reports.build import Report
from samsteg.reports.errors import StaleText, TextTooLong
from samsteg.reports.live_figures import figure_run, unknown_words, with_words, words_for
from samsteg.reports.render import render_blocks
from samsteg.reports.render.html import PictureSource
from samsteg.reports.template import Part, Section
from samsteg.reports.texts import text_blocks
from samsteg.reports.written import Note
from samsteg.web import periods
from samsteg.web.figures.reading import Explained, explained
from samsteg.web.report.checks import shown_names
from samsteg.web.report.picture_desk import Desk

Fault = StaleText | TextTooLong


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What the team wrote at the same place last time; its brackets are shown as words."""

    period: str
    html: str


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody else saved in between."""

    text: str
    saved_by: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure that can be put into the text, by the words that one writes between brackets."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Editing:
    """`body` is what was typed last: what couldn't be saved, otherwise the draft, otherwise what is stored.

    `version` is what the next save has to say that it has read.
    """

    body: str
    version: int
    here: tuple[Choice, ...]
    elsewhere: tuple[Choice, ...]
    draft_at: dt.datetime | None = None
    error: str = ""
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """`filled`, `own` and `pictures` are HTML of the renderer, which escapes every text."""

    place: str
    anchor: str
    heading: str
    filled: str
    own: str
    pictures: str
    picture_count: int
    unknown: tuple[str, ...]
    earlier: EarlierText | None
    explained: tuple[Explained, ...]
    draft_at: dt.datetime | None
    editing: Editing | None = None
    desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A text on its way in. `fault`: why it wasn't saved."""

    place: str
    body: str
    version: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class SectionReader:
    """What the views of one section's sub-headings are made from. `writing` and `desk` are in hand at one of them."""

    report: Report
    section: Section
    drafts: Mapping[str, Note]
    earlier: Mapping[str, Note]
    writing: Typed | str | None
    desk: Desk | None
    source: PictureSource

    def parts(self) -> tuple[PartView, ...]:
        return tuple(self._part(part) for part in self.section.parts)

    def _part(self, part: Part) -> PartView:
        written = self.report.writing.parts[part.place]
        stored = self.report.texts.get(part.place)
        draft = self.drafts.get(part.place)
        return PartView(
            place=part.place,
            anchor=anchor_of(part.place),
            heading=part.heading or self.section.heading,
            filled=render_blocks(written.filled),
            own=render_blocks(written.own),
            pictures=render_blocks(written.pictures, source=self.source),
            picture_count=len(self.report.pictures.get(part.place, ())),
            unknown=unknown_words(stored.body) if stored else (),
            earlier=_earlier(self.earlier.get(part.place)),
            explained=explained(*written.codes),
            draft_at=draft.at if draft else None,
            editing=self._editing(part, stored, draft),
            desk=self.desk if self.desk and self.desk.place == part.place else None,
        )

    def _editing(self, part: Part, stored: Note | None, draft: Note | None) -> Editing | None:
        if isinstance(self.writing, Typed):
            return self._after_fault(self.writing) if self.writing.place == part.place else None
        if self.writing != part.place:
            return None
        body, version = (stored.body, stored.version) if stored else ("", 0)
        if draft:
            body, version = draft.body, draft.version
        here, elsewhere = self._choices()
        return Editing(with_words(body), version, here, elsewhere, draft.at if draft else None)

    def _after_fault(self, typed: Typed) -> Editing:
        clash, version = None, typed.version
        if isinstance(typed.fault, StaleText):
            fault = typed.fault
            names = shown_names({fault.saved_by_id})
            clash = Clash(with_words(fault.stored), names.get(fault.saved_by_id, ""), fault.saved_at)
            version = fault.stored_version  # pressing save again chooses this text
        here, elsewhere = self._choices()
        return Editing(typed.body, version, here, elsewhere, None, str(typed.fault or ""), clash)

    def _choices(self) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
        """The figures that the report shows already: this section's first, then the others'."""
        own = {part.place for part in self.section.parts}
        parts = self.report.writing.parts.items()
        here = dict.fromkeys(code for place, part in parts if place in own for code in part.codes)
        rest = dict.fromkeys(code for _place, part in parts for code in part.codes if code not in here)
        return self._options(here), self._options(rest)

    def _options(self, codes: Mapping[str, None]) -> tuple[Choice, ...]:
        writing = self.report.writing
        reading, style = writing.material.reading, writing.style
        found = {words_for(code): figure_run(code, reading, style) for code in codes}
        return tuple(Choice(words, run.text) for words, run in sorted(found.items()) if run)


def anchor_of(place: str) -> str:
    return "text-" + re.sub(r"[^a-z0-9]+", "-", place.lower())


def _earlier(note: Note | None) -> EarlierText | None:
    if note is None:
        return None
    return EarlierText(periods.name(note.period), render_blocks(text_blocks(with_words(note.body))))
