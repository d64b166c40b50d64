"""One person as the room may see it: what each in the room may read of the record, and nothing more.

Each part is fetched by its own app as for the reader's own page, and cut to what is open to all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.in_common import opened_to_all
from samsteg.access.opened import Opened
from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.follow_ups.enums import FollowUpKind
from samsteg.organisation.models import Team
from samsteg.participants.enums import ParallelKind, Referrer
from samsteg.participants.meetings.records import AgendaItem
from samsteg.participants.parallel import efforts_of
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.records import Plan, ReadScale, ReadStep, ReadText
from samsteg.participants.plans.selectors import plan_of
from samsteg.participants.referrals.selectors import answers_of
from samsteg.participants.represented import RecordInPart, record_in_part
from samsteg.participants.way.enums import State
from samsteg.participants.way.selectors import Way, way_of
from samsteg.today.next_meeting import next_meeting_of
from samsteg.web.follow_ups import words as follow_up_words
from samsteg.web.meeting.entering import EnteredRoom
from samsteg.web.meeting.page import why
from samsteg.web.meeting.words import MEETINGS
from samsteg.web.participants.person import span
from samsteg.web.participants.words import and_paused, days, word

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs or a list; empty ones are left out."""

    heading: str
    texts: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class PersonInMeeting:
    """`opened` is what all in the room may read."""

    item: AgendaItem
    opened: Opened
    facts: Facts
    parts: tuple[Part, ...]
    why: str

    @property
    def categories(self) -> tuple[str, ...]:
        """Of the team's own record, in which something may be written down."""
        open_ = self.opened.of_source(None)
        return tuple(code for code in DataCategory.values if code in open_)

    @property
    def tells_planning(self) -> bool:
        return self.opened.reads(None, DataCategory.PLANNING)


def person_in_meeting(entered: EnteredRoom, item: AgendaItem) -> PersonInMeeting:
    """The caller logs the read."""
    actor, team = entered.actor, entered.team
    opened = opened_to_all(entered.room.actors, team, item.person_id)
    plan = _open_part(plan_of(actor, team, item.person_id), opened)
    is_protected = bool(protected_among(team.pk, [item.person_id]))
    return PersonInMeeting(
        item=item,
        opened=opened,
        facts=tuple(_whole(entered, item) if None in opened.whole else _in_part(actor, team, item, opened)),
        parts=tuple(
            part
            for part in (
                *_referral(actor, team, item, opened, is_protected=is_protected),
                *_plan(plan),
                _beside(actor, team, item, opened),
            )
            if part.texts
        ),
        why=why(item),
    )


def _open_part(plan: Plan, opened: Opened) -> Plan:
    """What of the plan all may read."""

    def open_(one: ReadText | ReadStep | ReadScale) -> bool:
        return opened.reads(one.origin.source_id, one.origin.category)

    return Plan(
        texts=tuple(filter(open_, plan.texts)),
        steps=tuple(filter(open_, plan.steps)),
        scale=tuple(filter(open_, plan.scale)),
    )


def _whole(entered: EnteredRoom, item: AgendaItem) -> Iterator[tuple[str, str]]:
    """For a room where everybody reads the record whole."""
    way = way_of(actor=entered.actor, team=entered.team, person_id=item.person_id)
    yield _("Status"), word(State, way.state)
    yield _("Referrer"), word(Referrer, way.stay.referrer)
    yield from _days(way)
    due = entered.due.get(item.person_id)
    if due is not None:
        said = word(FollowUpKind, due.kind), follow_up_words.when(due.on, due.at), str(due.state.label)
        yield _("Follow-up"), ", ".join(said)
    ahead = next_meeting_of(entered.actor, entered.team, item.person_id)
    if ahead is not None:
        yield _("Next meeting"), f"{MEETINGS[ahead.kind]}, {follow_up_words.when(ahead.on, ahead.at)}"


def _days(way: Way) -> Iterator[tuple[str, str]]:
    stay = way.stay
    shown: tuple[tuple[str, dt.date | None], ...] = (
        (_("Referred"), stay.referred_on),
        (_("Study visit"), stay.study_visit_on),
        (_("Mission received"), stay.mission_received_on),
        (_("Start"), stay.enrolled_on),
        (_("Trial period up to"), way.trial_ends_on),
        (_("Planned end"), way.planned_on),
    )
    for label, day in shown:
        if day is not None:
            yield label, str(day)
    if way.waited_days is not None:
        yield _("Has waited"), days(way.waited_days) + and_paused(way.paused_days or 0)


def _in_part(actor: Actor, team: Team, item: AgendaItem, opened: Opened) -> Iterator[tuple[str, str]]:
    """For a room where somebody reads only some of the record."""
    open_ = opened.of_source(None)
    record: RecordInPart = record_in_part(
        actor=actor, team=team, person_id=item.person_id, categories=open_ - {DataCategory.CONTACT}
    )
    if DataCategory.OUTCOME in open_:
        newest = record.stays[0]
        yield _("Status"), word(State, item.state) if item.state else ""
        yield _("Referrer"), word(Referrer, newest.referrer)
        for event in newest.events:
            yield str(event.kind.label), str(event.occurred_on)
    if DataCategory.PLANNING in open_:
        yield _("Coach"), record.coach or _("Nobody yet")


def _referral(
    actor: Actor, team: Team, item: AgendaItem, opened: Opened, *, is_protected: bool
) -> Iterator[Part]:
    """What the referral answered: for a room where everybody reads the record whole, and before the start alone."""
    is_before = item.state in (State.REFERRED, State.VISITED, State.QUEUE, State.PAUSED)
    if None not in opened.whole or not is_before or is_protected:
        return
    for question, answer in answers_of(actor=actor, team=team, person_id=item.person_id):
        yield Part(question, (answer,))


def _plan(plan: Plan) -> Iterator[Part]:
    for part in (PlanPart.HOPES, PlanPart.WORKS, PlanPart.GOALS):
        yield Part(str(part.label), tuple(one.text for one in plan.of_part(part)))
    for kind, heading in (
        (StepKind.STEP, _("Next small step")),
        (StepKind.PROMISE, _("Promised by the team")),
    ):
        said = tuple(_step(one.values.text, one.values.due_on) for one in plan.open_steps(kind))
        yield Part(heading, said, is_list=True)
    if plan.scale:
        last = plan.scale[-1].values
        yield Part(_("On the scale"), (_("%(own)d on %(day)s") % {"own": last.own, "day": last.read_on},))


def _step(text: str, due_on: dt.date | None) -> str:
    return _("%(what)s, by %(day)s") % {"what": text.rstrip(" ."), "day": due_on} if due_on else text


def _beside(actor: Actor, team: Team, item: AgendaItem, opened: Opened) -> Part:
    today = timezone.localdate()
    going = (one for one in efforts_of(actor, team, item.person_id, opened) if not one.is_over(today))
    said = tuple(f"{word(ParallelKind, one.code)}, {span(one.started_on, one.ended_on)}" for one in going)
    return Part(_("Beside the team"), said, is_list=True)
