"""What the own page shows: put together from what the apps tell the participant, and nothing that the team notes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from samsteg.activities.enums import PlaceKind
from samsteg.core.actor import Participant
from samsteg.follow_ups.enums import MeetingForm
from samsteg.participants.enums import NoteForm
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import Plan, ReadStep
from samsteg.participants.plans.selectors import plan_for_participant
from samsteg.participants.visits.enums import VisitForm
from samsteg.people.names import NAMELESS, names_of_persons
from samsteg.today.next_meeting import MeetingKind, OwnMeeting, coming_for, to_decline
from samsteg.web.linked import Linked, linked
from samsteg.web.participants.words import word

FORMS: Mapping[MeetingKind, type[TextChoices]] = {
    MeetingKind.FOLLOW_UP: MeetingForm,
    MeetingKind.TALK: NoteForm,
    MeetingKind.VISIT: VisitForm,
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """`series` is that of the follow-up or talk that one can say that one can't come to. `group`: of what group it is,
    else empty. A talk's `form` says what it is; of the others the kind does.
    """

    on: dt.date
    at: dt.time | None
    form: str
    place: str
    series: uuid.UUID | None = None
    until: dt.time | None = None
    group: str = ""
    is_follow_up: bool = False
    is_visit: bool = False

    @property
    def where(self) -> Linked:
        return linked(self.place)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """`name` is empty where the team keeps none."""

    name: str
    meetings: tuple[Meeting, ...]
    steps: tuple[ReadStep, ...]
    homework: tuple[ReadStep, ...]
    promises: tuple[ReadStep, ...]
    plan: Plan

    @property
    def meeting(self) -> Meeting | None:
        """The nearest."""
        return next(iter(self.meetings), None)

    @property
    def later(self) -> tuple[Meeting, ...]:
        return self.meetings[1:]


def own_page_of(who: Participant) -> OwnPage:
    """Within the participant's own context; the caller logs the read."""
    plan = plan_for_participant(who)
    names = names_of_persons(who.team_id, [who.person_id])
    return OwnPage(
        name=names.get(who.person_id, NAMELESS).first,
        meetings=coming(who),
        steps=plan.open_steps(StepKind.STEP),
        homework=plan.open_steps(StepKind.HOMEWORK),
        promises=plan.open_steps(StepKind.PROMISE),
        plan=plan,
    )


def coming(who: Participant) -> tuple[Meeting, ...]:
    """All that is booked, the nearest first; one of them is the one that one can say no to."""
    found = coming_for(who)
    declined = to_decline(found)
    return tuple(_told(one, declined) for one in found)


def _told(one: OwnMeeting, declined: uuid.UUID | None) -> Meeting:
    form = word(PlaceKind, PlaceKind.DIGITAL) if one.is_digital else ""
    if one.kind in FORMS and one.form:
        form = word(FORMS[one.kind], one.form)
    series = one.series if one.series == declined else None
    return Meeting(
        on=one.on,
        at=one.at,
        form=form,
        place=one.place,
        series=series,
        until=one.until,
        group=one.group,
        is_follow_up=one.kind is MeetingKind.FOLLOW_UP,
        is_visit=one.kind is MeetingKind.VISIT,
    )


def next_to_decline_for(who: Participant) -> uuid.UUID | None:
    """The meeting that one writes before, or can't come to."""
    return to_decline(coming_for(who))
