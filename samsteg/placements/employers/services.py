"""Changes of the register of employers: rows, names, contacts, notes, documents, and twins made one."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.papers import checked_paper
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.core.swedish import swedish_order
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants
from samsteg.placements.employers.models import (
    Employer,
    EmployerContact,
    EmployerDocument,
    EmployerName,
    EmployerNote,
)
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues
from samsteg.placements.employers.rules import (
    EmployerRefused,
    check_signed,
    checked_contact,
    checked_employer,
    checked_note,
    key_of,
)
from samsteg.placements.employers.selectors import contact_names, persons_lately, requests_of

ACT = "employers.write"
FIELDS = tuple(field.name for field in fields(EmployerValues))
MOST_DOCUMENTS = 20
FREE = ("tasks", "ask_again_why")
TOLD_BY_TWIN = ("at_once_most", "organisation_number", "sector", "municipality_code", "address", "tasks")


class StaleEmployer(Refused):
    """Somebody else has changed the employer in between."""


@transaction.atomic
def add_employer(*, actor: Actor, team: Team, values: EmployerValues) -> Employer:
    """Raises PermissionRefused, EmployerRefused; also for a name that an employer has already."""
    require(actor, ACT, team)
    values = checked_employer(values, timezone.localdate())
    _refuse_names(actor, team, {name: getattr(values, name) for name in FREE})
    learning_moment(team.pk)
    row = Employer(team=team)
    _fill(row, values)
    _refuse_taken(team, key_of(values.name), None)
    row.save(force_insert=True)
    EmployerName.objects.create(team=team, employer=row, folded=key_of(values.name))
    return row


@transaction.atomic
def change_employer(
    *, actor: Actor, team: Team, employer_id: int, expected_version: int, values: EmployerValues
) -> Employer:
    """A new name is one more name: placements under the old one are still found. Raises as `add_employer`, and
    NotVisible, StaleEmployer.
    """
    require(actor, ACT, team)
    row = current_employer(team, employer_id)
    if row.version != expected_version:
        raise StaleEmployer(
            _("Somebody else has changed the employer since you opened it. What you typed is kept. Compare.")
        )
    values = checked_employer(values, timezone.localdate(), kept_day=row.ask_again_on)
    if values_of(row) == values:
        return row
    _refuse_names(actor, team, {name: getattr(values, name) for name in FREE}, row)
    key = key_of(values.name)
    _refuse_taken(team, key, row.pk)
    _fill(row, values)
    row.version += 1
    row.save()
    EmployerName.objects.get_or_create(team=team, folded=key, defaults={"employer": row})
    return row


@transaction.atomic
def ask_again(*, actor: Actor, team: Team, employer_id: int, day: dt.date | None, why: str = "") -> Employer:
    """A new day to ask, or (None) that it has been asked."""
    require(actor, ACT, team)
    row = current_employer(team, employer_id)
    now = values_of(row)
    given = {name: getattr(now, name) for name in FIELDS} | {
        "ask_again_on": day,
        "ask_again_why": why.strip(),
    }
    values = checked_employer(EmployerValues(**given), timezone.localdate(), kept_day=row.ask_again_on)
    if values == now:
        return row
    _refuse_names(actor, team, {"ask_again_why": values.ask_again_why}, row)
    _fill(row, values)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def note_asked(
    *, actor: Actor, team: Team, employer_id: int, kind: str, anyway: bool = False
) -> EmployerNote | None:
    """It was time to ask again, and somebody has asked today: the day is gone, and the request stands among the
    others and counts as one. None when nobody was to ask. Raises as `write_employer_note`.
    """
    require(actor, ACT, team)
    row = current_employer(team, employer_id)
    if row.ask_again_on is None:
        return None
    text = " ".join(part for part in (_("We asked for a place, as planned."), row.ask_again_why) if part)
    values = NoteValues(kind=kind, happened_on=timezone.localdate(), text=text, is_request=True)
    note = write_employer_note(actor=actor, team=team, employer_id=employer_id, values=values, anyway=anyway)
    ask_again(actor=actor, team=team, employer_id=employer_id, day=None)
    return note


@transaction.atomic
def name_also(*, actor: Actor, team: Team, employer_id: int, name: str) -> EmployerName:
    """A name in a workbook means this employer. Raises as `add_employer`."""
    require(actor, ACT, team)
    row, key = current_employer(team, employer_id), key_of(name)
    if not key or len(key) > 200:
        raise EmployerRefused(_("Write the name of the employer."), "name")
    _refuse_taken(team, key, row.pk)
    made, _is_new = EmployerName.objects.get_or_create(team=team, folded=key, defaults={"employer": row})
    return made


@transaction.atomic
def merge_employers(*, actor: Actor, team: Team, employer_id: int, into_id: int) -> Employer:
    """The employer was another one's twin: everything is read from the other one from now on, and nothing moves. What
    the other one has not said is as the twin said it, such as how many it takes and how often it may be asked. The day
    to ask again, when the twin's comes first, is the other one's too: it is what Idag reminds of.

    Raises NotVisible, PermissionRefused, EmployerRefused.
    """
    require(actor, ACT, team)
    learning_moment(team.pk)
    row, into = current_employer(team, employer_id), current_employer(team, into_id)
    if row.pk == into.pk:
        raise EmployerRefused(_("Choose another employer than the one itself."), "into")
    row.merged_into = into
    row.version += 1
    row.save()
    before = values_of(into)
    if into.requests_most is None:
        into.requests_most, into.requests_days = row.requests_most, row.requests_days
    for name in TOLD_BY_TWIN:
        setattr(into, name, getattr(into, name) or getattr(row, name))
    if row.ask_again_on is not None and (into.ask_again_on is None or row.ask_again_on < into.ask_again_on):
        into.ask_again_on, into.ask_again_why = row.ask_again_on, row.ask_again_why
    if values_of(into) != before:
        into.version += 1
        into.save()
    return into


@transaction.atomic
def split_employers(*, actor: Actor, team: Team, employer_id: int) -> Employer:
    """Undoes a merge: the twin stands by itself again, with all that was its own. Twice is once."""
    require(actor, ACT, team)
    row = Employer.objects.select_for_update().filter(team=team, pk=employer_id).first()
    if row is None:
        raise NotVisible
    if row.merged_into_id is not None:
        row.merged_into = None
        row.version += 1
        row.save()
    return row


@transaction.atomic
def add_contact(*, actor: Actor, team: Team, employer_id: int, values: ContactValues) -> EmployerContact:
    require(actor, ACT, team)
    row, values = current_employer(team, employer_id), checked_contact(values)
    told: dict[str, Any] = {field.name: getattr(values, field.name) for field in fields(values)}
    found = EmployerContact.objects.filter(team=team, employer=row, **told).first()
    if found is not None:
        return found
    return EmployerContact.objects.create(team=team, employer=row, confirmed_on=timezone.localdate(), **told)


@transaction.atomic
def confirm_contact(*, actor: Actor, team: Team, contact_id: int) -> None:
    """Somebody has seen that it is right. Raises NotVisible."""
    require(actor, ACT, team)
    if not EmployerContact.objects.filter(team=team, pk=contact_id).update(confirmed_on=timezone.localdate()):
        raise NotVisible


@transaction.atomic
def remove_contact(*, actor: Actor, team: Team, contact_id: int) -> None:
    """For good: the history holds no names. Twice is once."""
    require(actor, ACT, team)
    EmployerContact.objects.filter(team=team, pk=contact_id).delete()


@transaction.atomic
def write_employer_note(
    *, actor: Actor, team: Team, employer_id: int, values: NoteValues, anyway: bool = False
) -> EmployerNote:
    """The same again is one. `anyway`: one asked for a place more often than the employer wants, and has been told so.

    Raises PermissionRefused, NotVisible, EmployerRefused.
    """
    require(actor, ACT, team)
    row, values = current_employer(team, employer_id), checked_note(values, timezone.localdate())
    _refuse_names(actor, team, {"text": values.text}, row)
    same = EmployerNote.objects.filter(
        team=team,
        employer=row,
        kind=values.kind,
        happened_on=values.happened_on,
        text=values.text,
        is_request=values.is_request,
        written_by_id=actor.user_id,
    ).first()
    if same is None and values.is_request and not anyway:
        _refuse_one_more(team, row, values.happened_on)
    return same or EmployerNote.objects.create(
        team=team,
        employer=row,
        kind=values.kind,
        happened_on=values.happened_on,
        text=values.text,
        is_request=values.is_request,
        written_by_id=actor.user_id,
        written_at=timezone.now(),
    )


@transaction.atomic
def remove_employer_note(*, actor: Actor, team: Team, note_id: int) -> None:
    """For good, as when it named a participant. Twice is once."""
    require(actor, ACT, team)
    EmployerNote.objects.filter(team=team, pk=note_id).delete()


@transaction.atomic
def add_document(
    *,
    actor: Actor,
    team: Team,
    employer_id: int,
    title: str,
    content: bytes,
    signed_on: dt.date | None = None,
) -> EmployerDocument:
    """Raises EmployerRefused for what is no document, or one too many, and for a day of signing that has not come."""
    require(actor, ACT, team)
    row = current_employer(team, employer_id)
    check_signed(signed_on, timezone.localdate())
    title = " ".join(title.split())
    if not title or len(title) > 150:
        raise EmployerRefused(_("Write what the document is, in at most 150 characters."), "title")
    _refuse_names(actor, team, {"title": title}, row)
    if EmployerDocument.objects.filter(team=team, employer=row).count() >= MOST_DOCUMENTS:
        raise EmployerRefused(
            _("There are %(most)d documents already. Remove one.") % {"most": MOST_DOCUMENTS}
        )
    try:
        paper = checked_paper(content)
    except Refused as fault:
        raise EmployerRefused(str(fault), "file") from fault
    return EmployerDocument.objects.create(
        team=team,
        employer=row,
        title=title,
        signed_on=signed_on,
        media_type=paper.media_type,
        content=paper.content,
        added_by_id=actor.user_id,
        added_at=timezone.now(),
    )


@transaction.atomic
def date_document(*, actor: Actor, team: Team, document_id: int, signed_on: dt.date | None) -> None:
    """When a document that stands there was signed; None: nobody knows, or it is nothing to sign. The history keeps who
    said so and what was said before. Raises PermissionRefused, NotVisible, EmployerRefused.
    """
    require(actor, ACT, team)
    check_signed(signed_on, timezone.localdate())
    row = EmployerDocument.objects.defer("content").filter(team=team, pk=document_id).first()
    if row is None:
        raise NotVisible
    if row.signed_on != signed_on:
        row.signed_on = signed_on
        row.save(update_fields=["signed_on"])


@transaction.atomic
def remove_document(*, actor: Actor, team: Team, document_id: int) -> None:
    require(actor, ACT, team)
    EmployerDocument.objects.filter(team=team, pk=document_id).delete()


def current_employer(team: Team, employer_id: int) -> Employer:
    """Locked. Raises NotVisible, also for one that has been merged into another."""
    rows = Employer.objects.select_for_update(of=("self",)).filter(team=team, pk=employer_id)
    row = rows.filter(merged_into__isnull=True).first()
    if row is None:
        raise NotVisible
    return row


def values_of(row: Employer) -> EmployerValues:
    return EmployerValues(**{name: getattr(row, name) for name in FIELDS})


def _refuse_names(actor: Actor, team: Team, texts: dict[str, str], row: Employer | None = None) -> None:
    """Of who is at the employer either name alone is enough, unless it is the name of somebody to ask for there."""
    if not any(texts.values()):
        return
    refuse_participants(
        actor,
        team,
        texts,
        refused=EmployerRefused,
        says=_(
            "The text names a participant. Take the name away: everybody in the team reads the register. "
            "What is about a participant is written at the placement."
        ),
        near=persons_lately(team, row.pk) if row else (),
        known=contact_names(team, row.pk) if row else (),
    )


def _fill(row: Employer, values: EmployerValues) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(values, name))
    row.sort_name = swedish_order(values.name)


def _refuse_one_more(team: Team, row: Employer, day: dt.date) -> None:
    found = requests_of(team, row.pk, day)
    if found is None or found.free_on is None:
        return
    raise EmployerRefused(
        _(
            "%(name)s doesn't want to be asked so often: you have asked %(asked)d of at most %(most)d in %(days)d days."
            " Wait until %(day)s, or tick that you have asked all the same."
        )
        % {
            "name": row.name,
            "most": found.most,
            "days": found.days,
            "asked": found.asked,
            "day": found.free_on,
        },
        "anyway",
    )


def _refuse_taken(team: Team, key: str, own_id: int | None) -> None:
    found = EmployerName.objects.filter(team=team, folded=key).select_related("employer").first()
    if found is not None and found.employer_id != own_id:
        raise EmployerRefused(
            _("%(name)s is in the register already under that name. Open that one instead.")
            % {"name": found.employer.name},
            "name",
        )
