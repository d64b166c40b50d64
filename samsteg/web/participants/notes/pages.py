"""What the pages of notes show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.keeping import keepable_sources
from samsteg.access.protection import possible_staff
from samsteg.accounts.names import names_of
from samsteg.follow_ups.talks.records import ReadTalk
from samsteg.follow_ups.talks.selectors import prefilled_note
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.enums import NoteForm
from samsteg.participants.note_drafts import draft_of
from samsteg.participants.note_records import NoteVersion, ReadNote
from samsteg.participants.note_selectors import PAGE, Notes
from samsteg.web.list_address import number_in, question
from samsteg.web.participants import words
from samsteg.web.participants.drafts import initial_from
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.notes.forms import OWN, Choices, NoteEntry


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
    """What the address asks for; `key` is that of a search, whose text stands in the session."""

    category: str | None
    count: int
    form: str | None = None
    key: str = ""

    def query(self, **changes: object) -> str:
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "om": state.category or "",
            "hur": state.form or "",
            "antal": "" if state.count == PAGE else str(state.count),
            "sok": state.key,
        }
        return question(said)


def shown_of(data: Mapping[str, str]) -> Shown:
    """What can't be understood is as usual."""
    category, form = data.get("om", ""), data.get("hur", "")
    return Shown(
        category if category in DataCategory.values else None,
        number_in(data.get("antal"), lowest=PAGE),
        form if form in NoteForm.values else None,
        data.get("sok", "")[:20],
    )


def note_views(notes: Iterable[ReadNote]) -> tuple[NoteView, ...]:
    read = list(notes)
    every = [version for note in read for version in (note.now, *note.earlier)]
    names = names_of(one for version in every for one in (version.writer_id, version.values.second_coach_id))
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
    if second := names.get(values.second_coach_id or 0):
        written.insert(1, _("together with %(name)s") % {"name": second})
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
    """By what the notes are about; none when there is nothing to choose between."""
    return _chips(DataCategory, notes.counts, "category", shown.category, shown)


def form_chips(notes: Notes, shown: Shown) -> tuple[Chip, ...]:
    """By how the notes came about, as `chips`."""
    return _chips(NoteForm, notes.forms, "form", shown.form, shown)


def _chips(
    kind: type[TextChoices], counts: dict[str, int], name: str, chosen: str | None, shown: Shown
) -> tuple[Chip, ...]:
    if len(counts) < 2 and chosen is None:
        return ()
    codes = [code for code in kind.values if code in counts or code == chosen]
    usual = {"count": PAGE}
    everything = Chip(_("All"), sum(counts.values()), shown.query(**usual, **{name: None}), chosen is None)
    return (
        everything,
        *(
            Chip(
                words.word(kind, code),
                counts.get(code, 0),
                shown.query(**usual, **{name: code}),
                code == chosen,
            )
            for code in codes
        ),
    )


def colleagues_of(entered: Entered, note: ReadNote | None = None) -> Choices:
    """Who may have been there too; a representative writes alone."""
    if not entered.is_staff:
        return []
    staff = possible_staff(entered.team.pk).exclude(pk=entered.actor.user_id)
    found = {str(user.pk): user.shown_name for user in staff}
    second = note.now.values.second_coach_id if note else None
    if second is not None and str(second) not in found:  # has left the team since
        found[str(second)] = names_of([second]).get(second, "")
    return sorted(found.items(), key=lambda one: one[1].casefold())


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
    talk: ReadTalk | None = None,
) -> tuple[NoteEntry, Draft]:
    """The form, and the actor's own draft where it shows that rather than what is stored. `talk`: the booked one that
    a new note is about, which fills it in.
    """
    sources, colleagues = _with_own(sources_for(entered), note), colleagues_of(entered, note)
    prefix = "id_%s"
    if data is not None:
        return NoteEntry(data, sources, colleagues, auto_id=prefix), Draft()
    draft = draft_of(entered.actor, entered.team, entered.person_id, series)
    initial = initial_from(draft, NoteEntry.base_fields) if draft else _initial(note)
    if talk is not None and initial.get("talk") != str(talk.series):
        initial |= prefilled_note(talk.booking, entered.actor)
        initial |= {"talk": talk.series, "talk_version": talk.version}
    return NoteEntry(None, sources, colleagues, initial=initial, auto_id=prefix), draft


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
        "second_coach_id": values.second_coach_id,
        "text": values.text,
        "version": note.now.version,
    }
