"""What the own page shows: put together from what the apps tell the participant, and nothing that the team notes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from samsteg.activities.enums import PlaceKind
from samsteg.activities.for_participant import NextSession, next_sessions_for
from samsteg.core.actor import Participant
from samsteg.follow_ups.enums import MeetingForm
from samsteg.follow_ups.for_participant import next_meeting_for
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import Plan, ReadStep
from samsteg.participants.plans.selectors import plan_for_participant
from samsteg.participants.visits.enums import VisitForm
from samsteg.participants.visits.selectors import next_visit_for
from samsteg.people.names import NAMELESS, names_of_persons
from samsteg.web.linked import Linked, linked
from samsteg.web.participants.words import word

EARLIEST = dt.time.min


@dataclass(frozen=True, slots=True)
class Meeting:
    """`series` is a follow-up's, which one can say that one can't come to. `group`: of what group it is, else empty."""

    on: dt.date
    at: dt.time | None
    form: str
    place: str
    series: uuid.UUID | None = None
    until: dt.time | None = None
    group: str = ""

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
    """The next follow-up, the next visit, and the next time of each group that one is in: the nearest first."""
    found = [_of_group(one) for one in next_sessions_for(who)]
    if (meeting := next_meeting_for(who)) is not None:
        form = word(MeetingForm, meeting.form) if meeting.form else ""
        found.append(Meeting(meeting.on, meeting.at, form, meeting.place, meeting.series))
    if (visit := next_visit_for(who)) is not None:
        found.append(Meeting(visit.on, visit.at, word(VisitForm, visit.form), visit.place))
    return tuple(sorted(found, key=lambda one: (one.on, one.at or EARLIEST, one.group)))


def _of_group(one: NextSession) -> Meeting:
    form = word(PlaceKind, PlaceKind.DIGITAL) if one.is_digital else ""
    return Meeting(one.on, one.starts_at, form, one.place, until=one.ends_at, group=one.group)


def next_follow_up(who: Participant) -> uuid.UUID | None:
    """The meeting that one writes before, or can't come to."""
    meeting = next_meeting_for(who)
    return meeting.series if meeting else None
