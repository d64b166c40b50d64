"""What the pages of notes show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.keeping import keepable_sources
from samsteg.accounts.names import names_of
from samsteg.participants.enums import NoteForm
from samsteg.participants.note_drafts import draft_of
from samsteg.participants.note_records import NoteVersion, ReadNote
from samsteg.participants.note_selectors import PAGE, Notes
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.notes.forms import OWN, Choices, NoteEntry

MOST = 2000


@dataclass(frozen=True, slots=True)
class VersionView:
    """`about`: of what kind the information is, and whose when it isn't the team's own."""

    day: dt.date
    title: str
    text: str
    about: str
    written: str
    is_retracted: bool
    is_forgotten: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    series: uuid.UUID
    version: int
    now: VersionView
    earlier: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address asks for."""

    category: str | None
    count: int

    def query(self, *, category: str | None, count: int = PAGE) -> str:
        said = {"om": category or "", "antal": "" if count == PAGE else str(count)}
        text = urlencode({name: value for name, value in said.items() if value})
        return f"?{text}" if text else "?"


def shown_of(data: Mapping[str, str]) -> Shown:
    """What can't be understood is as usual."""
    category, text = data.get("om", ""), data.get("antal", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else PAGE
    return Shown(category if category in DataCategory.values else None, min(max(number, PAGE), MOST))


def note_views(notes: Iterable[ReadNote]) -> tuple[NoteView, ...]:
    read = list(notes)
    every = [version for note in read for version in (note.now, *note.earlier)]
    names = names_of(version.writer_id for version in every)
    return tuple(
        NoteView(
            series=note.series,
            version=note.now.version,
            now=_version(note.now, names),
            earlier=tuple(_version(one, names) for one in note.earlier),
        )
        for note in read
    )


def _version(one: NoteVersion, names: Mapping[int, str]) -> VersionView:
    values = one.values
    about = [words.word(DataCategory, values.category)]
    if one.source:
        about.append(_("from %(authority)s") % {"authority": one.source})
    if values.is_about_two:
        about.append(_("tells about another person too"))
    written = [names.get(one.writer_id or 0, ""), words.moment(one.written_at)]
    return VersionView(
        day=values.occurred_on,
        title=_("Taken back") if one.is_retracted else words.word(NoteForm, values.form),
        text=values.text,
        about=", ".join(about),
        written=", ".join(part for part in written if part),
        is_retracted=one.is_retracted,
        is_forgotten=one.is_forgotten,
    )


def chips(notes: Notes, shown: Shown) -> tuple[Chip, ...]:
    """None when there is nothing to choose between."""
    if len(notes.counts) < 2 and shown.category is None:
        return ()
    everything = Chip(
        _("All"), sum(notes.counts.values()), shown.query(category=None), shown.category is None
    )
    return (
        everything,
        *(
            Chip(
                words.word(DataCategory, category),
                notes.counts.get(category, 0),
                shown.query(category=category),
                category == shown.category,
            )
            for category in DataCategory.values
            if category in notes.counts or category == shown.category
        ),
    )


def sources_for(entered: Entered) -> Choices:
    """Whose information the actor may write down: the team's own first, and who may tell the team by consent."""
    told = keepable_sources(entered.team, entered.person_id)
    named = sorted(
        ((str(pk), name) for pk, name in told.items() if entered.is_staff or pk in entered.opened.whole),
        key=lambda one: one[1].casefold(),
    )
    own = [(OWN, _("The team's own record"))] if entered.is_staff else []
    return [*own, *named]


def entry_for(
    entered: Entered,
    series: uuid.UUID | None,
    data: Mapping[str, Any] | None = None,
    note: ReadNote | None = None,
) -> tuple[NoteEntry, bool]:
    """The form, and whether it shows the actor's own draft rather than what is stored."""
    sources = _with_own(sources_for(entered), note)
    prefix = "id_%s"
    if data is not None:
        return NoteEntry(data, sources, auto_id=prefix), False
    draft = draft_of(entered.actor, entered.team, entered.person_id, series)
    initial = draft | {"is_about_two": draft.get("is_about_two") == "on"} if draft else _initial(note)
    return NoteEntry(None, sources, initial=initial, auto_id=prefix), bool(draft)


def _with_own(sources: Choices, note: ReadNote | None) -> Choices:
    """A note keeps its source among the choices, though no consent is in force: the service says what is missing."""
    if note is None:
        return sources
    source_id = str(note.now.values.source_id or OWN)
    known = {value for value, _label in sources}
    return (
        sources
        if source_id in known
        else [*sources, (source_id, note.now.source or _("The team's own record"))]
    )


def _initial(note: ReadNote | None) -> dict[str, Any]:
    if note is None:
        return {"occurred_on": timezone.localdate()}
    values = note.now.values
    return {
        "occurred_on": values.occurred_on,
        "how": values.form,
        "category": values.category,
        "source_id": str(values.source_id or OWN),
        "is_about_two": values.is_about_two,
        "text": values.text,
        "version": note.now.version,
    }
