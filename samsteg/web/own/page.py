"""What the own page shows: put together from what the apps tell the participant, and nothing that the team notes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from samsteg.core.actor import Participant
from samsteg.follow_ups.enums import MeetingForm
from samsteg.follow_ups.for_participant import next_meeting_for
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import Plan, ReadStep
from samsteg.participants.plans.selectors import plan_for_participant
from samsteg.participants.visits.enums import VisitForm
from samsteg.participants.visits.selectors import next_visit_for
from samsteg.people.names import NAMELESS, names_of_persons
from samsteg.web.participants.words import word

EARLIEST = dt.time.min


@dataclass(frozen=True, slots=True)
class Meeting:
    """`series` is a follow-up's, which one can say that one can't come to."""

    on: dt.date
    at: dt.time | None
    form: str
    place: str
    series: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """`name` is empty where the team keeps none."""

    name: str
    meeting: Meeting | None
    steps: tuple[ReadStep, ...]
    homework: tuple[ReadStep, ...]
    promises: tuple[ReadStep, ...]
    plan: Plan


def own_page_of(who: Participant) -> OwnPage:
    """Within the participant's own context; the caller logs the read."""
    plan = plan_for_participant(who)
    names = names_of_persons(who.team_id, [who.person_id])
    return OwnPage(
        name=names.get(who.person_id, NAMELESS).first,
        meeting=next_of(who),
        steps=plan.open_steps(StepKind.STEP),
        homework=plan.open_steps(StepKind.HOMEWORK),
        promises=plan.open_steps(StepKind.PROMISE),
        plan=plan,
    )


def next_of(who: Participant) -> Meeting | None:
    """The first of the next follow-up and the next visit."""
    found = []
    if (meeting := next_meeting_for(who)) is not None:
        form = word(MeetingForm, meeting.form) if meeting.form else ""
        found.append(Meeting(meeting.on, meeting.at, form, meeting.place, meeting.series))
    if (visit := next_visit_for(who)) is not None:
        found.append(Meeting(visit.on, visit.at, word(VisitForm, visit.form), visit.place))
    return min(found, key=lambda one: (one.on, one.at or EARLIEST), default=None)
