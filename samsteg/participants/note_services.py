"""Writing notes: new ones, corrections, and taking back. Nothing that was written is overwritten.

What may be kept of another authority's information is decided here, not on the page: only what a consent from that very
authority lets the team know, in that very category. That holds for the authority's own representative too, since the
record is the controller's.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.keeping import team_may_keep
from samsteg.access.opened import Opened, opened_categories
from samsteg.access.policies import require
from samsteg.access.protection import possible_staff
from samsteg.access.source_links import note_source
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Authority, Team
from samsteg.participants.listing import BEGAN_ON
from samsteg.participants.models import Note
from samsteg.participants.note_drafts import drop_draft
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_rules import NoteRefused, StaleNote, check_values, tidied
from samsteg.participants.once import new_series, sent_before
from samsteg.participants.one_person import stays_in_part
from samsteg.people.vault import vault_to_fill


def place_of(note_id: int) -> str:
    """Where a note's text is sealed: it opens in its own row alone."""
    return f"note:{note_id}"


@transaction.atomic
def write_note(
    *, actor: Actor, team: Team, person_id: int, values: NoteValues, once: uuid.UUID | None = None
) -> Note:
    """A new note, with the actor as its writer; the same form sent twice makes one. The actor's draft of it is gone.

    Raises NotVisible for who isn't the actor's to see, PermissionRefused, and NoteRefused, also where no consent lets
    the team keep the category from the source.
    """
    require(actor, "notes.write", team)
    values = _checked(actor, team, person_id, values)
    made = sent_before(Note.objects.all(), team=team, person_id=person_id, actor=actor, once=once)
    if made is not None and values_of(made, _text(made)) == values:
        return made
    note = Note(series=new_series(made, once), version=1, stay_id=_stay_on(actor, team, person_id, values))
    _save(note, actor, team, person_id, values)
    drop_draft(actor=actor, team=team, person_id=person_id, series=None)
    return note


@transaction.atomic
def correct_note(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, values: NoteValues
) -> Note:
    """What the note says from now on; the earlier version stays readable as such. The same again changes nothing.

    Raises as `write_note`, and StaleNote when somebody has corrected it since `expected_version`.
    """
    require(actor, "notes.write", team)
    now = _current(actor, team, series, expected_version)
    values = _checked(actor, team, now.person_id, values, second_coach_before=now.second_coach_id)
    if not now.is_retracted and values_of(now, _text(now)) == values:
        return now
    note = Note(series=series, version=now.version + 1, stay_id=now.stay_id)
    _supersede(now, note, actor, team, values)
    drop_draft(actor=actor, team=team, person_id=now.person_id, series=series)
    return note


@transaction.atomic
def retract_note(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, reason: str) -> Note:
    """Takes back what never should have stood there, such as a note in the wrong record: from now on nobody reads it.

    What it said is kept for the controller's decision about disposal. Raises as `correct_note`.
    """
    require(actor, "notes.write", team)
    now = _current(actor, team, series, expected_version)
    text = tidied(reason)
    if not text:
        raise NoteRefused(_("Write why the note is taken back, without repeating what it said."))
    values = replace(values_of(now, ""), text=text)
    check_values(values, timezone.localdate())
    note = Note(series=series, version=now.version + 1, stay_id=now.stay_id, is_retracted=True)
    _supersede(now, note, actor, team, values)
    drop_draft(actor=actor, team=team, person_id=now.person_id, series=series)
    return note


def values_of(note: Note, text: str) -> NoteValues:
    return NoteValues(
        occurred_on=note.occurred_on,
        form=note.form,
        category=note.category,
        text=text,
        source_id=note.source_authority_id,
        is_about_two=note.is_about_two,
        second_coach_id=note.second_coach_id,
    )


def _text(note: Note) -> str:
    vault = vault_to_fill(note.team_id, note.person_id)
    return vault.open_if_kept(note.text_cipher, place_of(note.pk)) or ""


def _current(actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> Note:
    """The version that holds, locked. A representative changes none but the own authority's.

    Raises NotVisible, NoteRefused, StaleNote.
    """
    seen = Note.objects.in_team(team.pk).readable_by(actor).filter(series=series, superseded_at__isnull=True)
    now = Note.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if now is None:
        raise NotVisible
    opened = opened_categories(actor, team, now.person_id)
    if not (None in opened.whole or now.source_authority_id in opened.whole):
        raise NoteRefused(_("The note isn't your authority's. Ask the team to correct it."))
    if now.version != expected_version or now.superseded_at is not None:
        raise StaleNote(
            _(
                "The note has been corrected by somebody else since you opened it. Your text is kept. Compare them."
            )
        )
    return now


def _checked(
    actor: Actor, team: Team, person_id: int, values: NoteValues, *, second_coach_before: int | None = None
) -> NoteValues:
    """The values as they are stored. Raises NotVisible, NoteRefused."""
    opened = opened_categories(actor, team, person_id)
    if opened.is_empty:
        raise NotVisible
    values = replace(values, text=tidied(values.text))
    check_values(values, timezone.localdate())
    second = values.second_coach_id
    if second not in (None, second_coach_before) and not possible_staff(team.pk).filter(pk=second).exists():
        raise NoteRefused(_("Choose a colleague who is a coach or lead of the team."), "second_coach_id")
    if values.source_id is None:
        if None not in opened.whole:  # a representative writes on behalf of the own authority alone
            raise NoteRefused(_("Choose the authority that you represent."), "source_id")
    else:
        _check_source(opened, team, person_id, values, values.source_id)
    return values


def _check_source(opened: Opened, team: Team, person_id: int, values: NoteValues, source_id: int) -> None:
    """Raises NoteRefused unless the team may keep the item, whose source the actor may speak for."""
    source = Authority.objects.filter(pk=source_id).first()
    is_staff = None in opened.whole
    if source is None or not (is_staff or source.pk in opened.whole):
        raise NoteRefused(_("Choose whose information it is."), "source_id")
    if not team_may_keep(team, person_id, source.pk, values.category, about_two=values.is_about_two):
        raise NoteRefused(
            _(
                "No consent in force lets %(authority)s tell the team about this. Nothing is saved. "
                "Ask for a consent first, or choose another kind of information."
            )
            % {"authority": source.name},
            "category",
        )


def _stay_on(actor: Actor, team: Team, person_id: int, values: NoteValues) -> int | None:
    """The stay that the day falls in: the last that had begun by then."""
    stays = stays_in_part(actor, team, person_id).annotate(began_on=BEGAN_ON)
    begun = stays.filter(began_on__lte=values.occurred_on).order_by("-began_on", "-pk")
    return begun.values_list("pk", flat=True).first()


def _supersede(now: Note, note: Note, actor: Actor, team: Team, values: NoteValues) -> None:
    now.superseded_at = timezone.now()
    now.save(update_fields=["superseded_at"])
    try:
        with transaction.atomic():
            _save(note, actor, team, now.person_id, values)
    except IntegrityError as fault:
        raise StaleNote(_("The note has been corrected by somebody else. Load the page again.")) from fault


def _save(note: Note, actor: Actor, team: Team, person_id: int, values: NoteValues) -> None:
    (note.pk,) = new_ids(Note, 1)
    note.team, note.person_id = team, person_id
    note.occurred_on, note.form, note.category = values.occurred_on, values.form, values.category
    note.source_authority_id, note.is_about_two = values.source_id, values.is_about_two
    note.second_coach_id = values.second_coach_id
    note.text_cipher = vault_to_fill(team.pk, person_id).seal(values.text, place_of(note.pk))
    note.recorded_by_id, note.recorded_at = actor.user_id, timezone.now()
    note.source_id = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE).pk
    note.save(force_insert=True)
    note_source(team=team, person_id=person_id, authority_id=values.source_id)
