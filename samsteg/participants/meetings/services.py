"""Deciding at a team meeting: the responsible coach, and a few words. Written with the team locked.

So a double click, a stale page, two who lead the meeting at once and somebody who has just come in are answered by how
things are now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.in_common import opened_to_all
from samsteg.access.models import CoachAssignment
from samsteg.access.opened import Opened
from samsteg.access.policies import require
from samsteg.access.source_links import note_source
from samsteg.accounts.names import names_of
from samsteg.audit.enums import SourceKind
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import Refused
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.participants.meetings.enums import Errand, MeetingOutcome
from samsteg.participants.meetings.models import MeetingDecision
from samsteg.participants.meetings.records import DecisionValues
from samsteg.participants.meetings.room import ACT, MeetingRefused, room_of
from samsteg.participants.meetings.selectors import decision_at, place_of, text_of
from samsteg.participants.note_rules import tidied
from samsteg.participants.sources import SourceRefused, require_keepable
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import allocate_coach, page_stamp
from samsteg.people.vault import vault_to_fill, vaults_of

LONGEST = 4000


class RoomChanged(Refused):
    """Those in the room may not all see the person any more, or nobody may."""


class StaleDecision(Refused):
    """Somebody else has decided in between; says who and what."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the form was made from: the decision's version (0 for none), the coach, and why it was taken up."""

    version: int
    coach_id: int | None
    errand: Errand


@transaction.atomic
def decide(
    *, actor: Actor, team: Team, meeting_id: int, person_id: int, values: DecisionValues, expected: Expected
) -> MeetingDecision:
    """What the meeting comes to about one person; another coach is responsible from today. The same again is nothing.

    Raises NotVisible for a meeting that isn't there, PermissionRefused, MeetingRefused, which names the field,
    RoomChanged, StaleDecision.
    """
    require(actor, ACT, team)
    stamp = page_stamp(actor, team, SourceKind.PAGE)
    room = room_of(actor, team, meeting_id)
    if not room.is_open:
        raise MeetingRefused(_("The meeting has ended. Open it again, or start a new one."))
    opened = opened_to_all(room.actors, team, person_id)
    if opened.is_empty:
        raise RoomChanged(_("Nothing is saved: it can't be shown to those who are in the room now."))
    values = replace(values, text=tidied(values.text))
    now, coach_id = decision_at(room, team, person_id), coach_of(team, person_id)
    if now is not None and _says(now, values, coach_id):
        return now
    wants_coach = not values.is_later and values.coach_id != expected.coach_id
    _check_fresh(now, coach_id, expected, values, wants_coach=wants_coach)
    _check(opened, team, person_id, values, wants_coach=wants_coach)
    if wants_coach:
        _allocate(actor, team, person_id, values.coach_id)
    made = _decision(now, values, expected, wants_coach=wants_coach)
    made.team, made.person_id, made.meeting = team, person_id, room.meeting
    save_decision(made, now, values.text, stamp)
    return made


def _allocate(actor: Actor, team: Team, person_id: int, coach_id: int | None) -> None:
    try:
        allocate_coach(actor=actor, team=team, person_id=person_id, coach_id=coach_id)
    except StepRefused as refusal:
        raise MeetingRefused(str(refusal), refusal.field) from refusal


def _decision(
    now: MeetingDecision | None, values: DecisionValues, expected: Expected, *, wants_coach: bool
) -> MeetingDecision:
    """A later version keeps why the person was taken up, and the coach who was chosen at the meeting."""
    coach_id = values.coach_id if wants_coach else (now.coach_id if now else None)
    outcome = (
        MeetingOutcome.LATER
        if values.is_later
        else MeetingOutcome.COACH
        if coach_id
        else MeetingOutcome.DECIDED
    )
    return MeetingDecision(
        version=now.version + 1 if now else 1,
        category=values.category,
        source_authority_id=values.source_id,
        errand=now.errand if now else expected.errand,
        outcome=outcome,
        coach_id=coach_id,
    )


def coach_of(team: Team, person_id: int) -> int | None:
    """Who is responsible now. The caller has seen that it may be known."""
    held = CoachAssignment.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    return held.values_list("coach_id", flat=True).first()


def _says(row: MeetingDecision, values: DecisionValues, coach_id: int | None) -> bool:
    """Whether the decision is already what the form wants: sent twice, or two who write the same."""
    vault = vaults_of(row.team_id, [row.person_id]).get(row.person_id)
    return (
        text_of(row, vault) == values.text
        and row.category == values.category
        and row.source_authority_id == values.source_id
        and (row.outcome == MeetingOutcome.LATER) == values.is_later
        and (values.is_later or coach_id == values.coach_id)
    )


def _check_fresh(
    now: MeetingDecision | None,
    coach_id: int | None,
    expected: Expected,
    values: DecisionValues,
    *,
    wants_coach: bool,
) -> None:
    """Raises StaleDecision."""
    if now is not None and now.version != expected.version:
        by = names_of([now.recorded_by_id]).get(now.recorded_by_id or 0, "")
        raise StaleDecision(
            _(
                "%(name)s has decided about this since you opened it. Your text is kept. Compare, then save again."
            )
            % {"name": by or _("Somebody else")}
        )
    if wants_coach and coach_id not in (expected.coach_id, values.coach_id):
        name = names_of([coach_id]).get(coach_id or 0, "")
        said = (
            _("%(name)s has become the coach since you opened it.") % {"name": name}
            if name
            else _("The coach has been taken away since you opened it.")
        )
        rest = _("Your text is kept. Choose again, then save.")
        raise StaleDecision(f"{said} {rest}")


def _check(opened: Opened, team: Team, person_id: int, values: DecisionValues, *, wants_coach: bool) -> None:
    """Raises MeetingRefused."""
    if not (wants_coach or values.text or values.is_later):
        raise MeetingRefused(_("Choose a coach, write what was decided, or take it up next time."), "text")
    if len(values.text) > LONGEST:
        raise MeetingRefused(_("Write at most %(count)d letters.") % {"count": LONGEST}, "text")
    if values.category not in DataCategory.values or not opened.reads(values.source_id, values.category):
        raise MeetingRefused(_("Choose something that all in the room may know about."), "category")
    if wants_coach and not opened.reads(None, DataCategory.PLANNING):
        raise MeetingRefused(_("Not everybody in the room may know who the coach is."), "coach_id")
    try:
        require_keepable(team, person_id, values.source_id, values.category)
    except SourceRefused as refusal:
        raise MeetingRefused(str(refusal), "source_id") from refusal


def save_decision(row: MeetingDecision, now: MeetingDecision | None, text: str, stamp: Stamp) -> None:
    """Stores a new version in the place of the one that holds now. The caller has checked it, and holds the lock."""
    if now is not None:
        now.superseded_at = stamp.moment
        now.save(update_fields=["superseded_at"])
    (row.pk,) = new_ids(MeetingDecision, 1)
    if text:
        row.text_cipher = vault_to_fill(row.team_id, row.person_id).seal(text, place_of(row.pk))
    row.recorded_at, row.recorded_by_id, row.source_id = stamp.moment, stamp.actor_id, stamp.source_id
    row.save(force_insert=True)
    if row.source_authority_id is not None:
        note_source(team=row.team, person_id=row.person_id, authority_id=row.source_authority_id)
