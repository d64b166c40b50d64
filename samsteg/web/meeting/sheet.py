"""The hand-over sheet of one coach: what whoever takes over needs to know of each person, on page and paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.activities.in_short import groups_now
from samsteg.core.actor import Actor
from samsteg.follow_ups.due import open_follow_ups
from samsteg.follow_ups.enums import FollowUpKind
from samsteg.follow_ups.records import DueFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.around.records import ReadAround
from samsteg.participants.around.selectors import around_many
from samsteg.participants.enums import ParallelKind
from samsteg.participants.meetings.hand_over import Coming, coming_days, efforts_beside, stays_of_coach
from samsteg.participants.models import ParallelEffort
from samsteg.participants.plans.enums import PlanPart
from samsteg.participants.plans.records import PlanSummary
from samsteg.participants.plans.selectors import plan_summary, words_of_many
from samsteg.participants.visits.enums import VisitKind
from samsteg.people.names import NAMELESS, called, names_of_persons
from samsteg.placements.enums import PlacementForm
from samsteg.placements.in_short import ComingCheckIn, coming_check_ins
from samsteg.reports.document import Block, Document, Heading, bullets, text
from samsteg.reports.handouts import handout
from samsteg.web.follow_ups import words as follow_up_words
from samsteg.web.participants.person import span
from samsteg.web.participants.words import word


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """`parts`: headings with lines; a part without lines is left out."""

    person_id: int
    title: str
    order: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all of them, by person: each kind by one question or a few, however many they are."""

    plans: Mapping[int, PlanSummary]
    hopes: Mapping[int, tuple[str, ...]]
    due: Mapping[int, DueFollowUp]
    days: Mapping[int, tuple[Coming, ...]]
    beside: Mapping[int, tuple[ParallelEffort, ...]]
    around: Mapping[int, tuple[ReadAround, ...]]
    groups: Mapping[int, tuple[str, ...]]
    placements: Mapping[int, tuple[ComingCheckIn, ...]]


def sheet_of(actor: Actor, team: Team, coach_id: int) -> tuple[SheetPerson, ...]:
    """Of those whom the reader sees, by name. The caller logs the read."""
    stays = stays_of_coach(actor, team, coach_id)
    ids = [stay.person_id for stay in stays]
    names = names_of_persons(team.pk, ids)
    known = _Known(
        plans=plan_summary(actor, team, ids),
        hopes=words_of_many(actor, team, ids, PlanPart.HOPES),
        due={one.person_id: one for one in reversed(open_follow_ups(actor, team))},
        days=coming_days(actor, team, stays),
        beside=efforts_beside(team, stays),
        around=around_many(actor, team, ids),
        groups=groups_now(team, ids),
        placements=coming_check_ins(team, stays),
    )
    found = [
        SheetPerson(
            stay.person_id,
            called(names.get(stay.person_id, NAMELESS), stay.own_id),
            names[stay.person_id].order if stay.person_id in names else stay.own_id.casefold(),
            tuple((heading, lines) for heading, lines in _parts(stay.person_id, known) if lines),
        )
        for stay in stays
    ]
    return tuple(sorted(found, key=lambda one: one.order))


def _parts(person_id: int, known: _Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    plan = known.plans.get(person_id)
    yield _("In the participant's own words"), known.hopes.get(person_id, ())
    if plan is not None:
        yield _("Next small step"), (_by(plan.next_step, plan.next_step_on),) if plan.next_step else ()
        yield (
            _("The team has promised"),
            tuple(_by(one.text, one.due_on) for one in plan.promises if one.text),
        )
    yield _("Next days"), tuple(_days(known.due.get(person_id), known.days.get(person_id, ())))
    yield _("Groups"), known.groups.get(person_id, ())
    yield _("At work"), tuple(_check_in(one) for one in known.placements.get(person_id, ()))
    yield (
        _("Beside the team"),
        tuple(
            f"{word(ParallelKind, one.code)}, {span(one.started_on, one.ended_on)}"
            for one in known.beside.get(person_id, ())
        ),
    )
    yield _("Round the participant"), tuple(_around(one) for one in known.around.get(person_id, ()))


def _by(said: str, due_on: dt.date | None) -> str:
    said = " ".join(said.split())
    return _("%(what)s, by %(day)s") % {"what": said.rstrip(" ."), "day": due_on} if due_on else said


def _days(due: DueFollowUp | None, days: Sequence[Coming]) -> Iterator[str]:
    if due is not None:
        told = (word(FollowUpKind, due.kind), follow_up_words.when(due.on, due.at), str(due.state.label))
        yield ", ".join(told)
    for one in days:
        label = (
            word(VisitKind, one.kind)
            if one.kind
            else _("Trial period up to")
            if one.is_trial
            else _("Planned end")
        )
        yield f"{label} {one.on}"


def _check_in(one: ComingCheckIn) -> str:
    said = {"form": word(PlacementForm, one.form), "from": one.started_on, "day": one.on}
    if one.on is None:
        return _("%(form)s from %(from)s, no check-in is decided") % said
    return _("%(form)s from %(from)s, check-in by %(day)s") % said


def _around(one: ReadAround) -> str:
    return ", ".join(part for part in (one.values.role, one.values.name, one.authority) if part)


def document(
    persons: Sequence[SheetPerson], *, coach: str, team: Team, today: dt.date, is_practice: bool
) -> Document:
    title = _("Hand-over from %(name)s") % {"name": coach}
    return handout(
        title,
        _blocks(persons),
        team=team.name,
        today=today,
        is_practice=is_practice,
        kind=_("Hand-over"),
        about=f"{coach}, {today}",
        foot=str(today),
    )


def _blocks(persons: Sequence[SheetPerson]) -> Iterator[Block]:
    if not persons:
        yield text(_("Nobody to hand over."))
    for one in persons:
        yield Heading(1, one.title)
        for heading, lines in one.parts:
            yield Heading(2, heading)
            yield bullets(lines)
        if not one.parts:
            yield text(_("Nothing is written yet."))
