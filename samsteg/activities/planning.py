"""A term planned in one go: seen before it is saved, and saved as the sessions that were seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.clashes import Slot, clash_words, clashes
from samsteg.activities.leading import Leads, leaders_of
from samsteg.activities.models import ClosedDays, Group, GroupSession, Term
from samsteg.activities.refusing import GroupRefused, NeedsTick
from samsteg.activities.rules import LONGEST_TERM, Beat, PlannedDay, Span, overlap, plan_days
from samsteg.activities.services import own_group, refuse_ended
from samsteg.core.actor import Actor
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

FURTHEST_BACK: Final = dt.timedelta(days=366)
FURTHEST_AHEAD: Final = dt.timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class TermValues:
    """`anyway`: days that are held although they would be passed over."""

    first_on: dt.date
    last_on: dt.date
    rhythm: tuple[Beat, ...]
    breaks: tuple[Span, ...] = ()
    anyway: frozenset[dt.date] = field(default_factory=frozenset)
    overlap_reason: str = ""


@dataclass(frozen=True, slots=True)
class TermPlan:
    """What the term becomes. `overlaps`: other terms of the group at the same time. `told`: what to think of."""

    days: tuple[PlannedDay, ...]
    overlaps: tuple[tuple[dt.date, dt.date], ...] = ()
    told: tuple[str, ...] = ()

    @property
    def held(self) -> tuple[PlannedDay, ...]:
        return tuple(day for day in self.days if not day.skipped)

    @property
    def skipped(self) -> tuple[PlannedDay, ...]:
        return tuple(day for day in self.days if day.skipped)


def preview_term(*, actor: Actor, team: Team, group_id: int, values: TermValues) -> TermPlan:
    """Changes nothing. Raises PermissionRefused, NotVisible, GroupRefused."""
    return _plan(own_group(actor, team, group_id), values)


@transaction.atomic
def plan_term(*, actor: Actor, team: Team, group_id: int, values: TermValues) -> Term:
    """Raises as `preview_term`, and NeedsTick when another term overlaps and no reason is given."""
    group = own_group(actor, team, group_id, lock=True)
    plan = _plan(group, values)
    reason = " ".join(values.overlap_reason.split())[:200]
    if plan.overlaps and not reason:
        raise NeedsTick(
            _("The group has another term at the same time. Write why there are two, or change the days."),
            "overlap_reason",
        )
    term = Term.objects.create(
        team=team,
        group=group,
        first_on=values.first_on,
        last_on=values.last_on,
        rhythm=[[beat.weekday, f"{beat.starts_at:%H:%M}", f"{beat.ends_at:%H:%M}"] for beat in values.rhythm],
        breaks=[[one.first_on.isoformat(), one.last_on.isoformat(), one.why] for one in values.breaks],
        overlap_reason=reason if plan.overlaps else "",
        updated_by_id=actor.user_id,
    )
    keep_days(actor, term, plan.held)
    return term


def keep_days(actor: Actor, term: Term, days: Sequence[PlannedDay]) -> int:
    """The days as planned sessions of the term. Returns how many."""
    moment = learning_moment(term.team_id)
    GroupSession.objects.bulk_create(
        GroupSession(
            team_id=term.team_id,
            group_id=term.group_id,
            term=term,
            on_day=day.on_day,
            starts_at=day.beat.starts_at,
            ends_at=day.beat.ends_at,
            recorded_at=moment,
            recorded_by_id=actor.user_id,
        )
        for day in days
    )
    return len(days)


def _plan(group: Group, values: TermValues) -> TermPlan:
    _check(values)
    refuse_ended(group, values.last_on, "last_on")
    spans = [*values.breaks, *closed_between(group.team_id, values.first_on, values.last_on)]
    days = plan_days(values.first_on, values.last_on, values.rhythm, spans, anyway=values.anyway)
    days = but_taken(group, days)
    if not any(not day.skipped for day in days):
        raise GroupRefused(_("No session is left: every day is passed over. Check days and breaks."), "")
    others = (
        Term.objects.filter(group=group, withdrawn_at__isnull=True)
        .order_by("first_on")
        .values_list("first_on", "last_on")
    )
    overlaps = tuple(
        (first, last) for first, last in others if overlap(first, last, values.first_on, values.last_on)
    )
    slots = [Slot(day.on_day, day.beat.starts_at, day.beat.ends_at) for day in days if not day.skipped]
    told = (*_told(group, values), *clash_words(clashes(group, slots)))
    return TermPlan(days, overlaps, told)


def closed_between(team_id: int, first_on: dt.date, last_on: dt.date) -> list[Span]:
    """The team's closed days that touch the days."""
    rows = ClosedDays.objects.filter(team_id=team_id, first_on__lte=last_on, last_on__gte=first_on)
    return [Span(row.first_on, row.last_on, row.why) for row in rows.order_by("first_on", "pk")]


def but_taken(group: Group, days: tuple[PlannedDay, ...]) -> tuple[PlannedDay, ...]:
    """Day and beginning say which session of a group it is: none is planned on top of another."""
    rows = GroupSession.objects.current().filter(team_id=group.team_id, group=group)
    between = rows.filter(on_day__gte=days[0].on_day, on_day__lte=days[-1].on_day) if days else rows.none()
    taken = set(between.values_list("on_day", "starts_at"))
    why = _("there is a session at that time already")
    return tuple(
        replace(day, skipped=why, is_taken=True) if (day.on_day, day.beat.starts_at) in taken else day
        for day in days
    )


def _check(values: TermValues) -> None:
    today = timezone.localdate()
    if values.last_on < values.first_on:
        raise GroupRefused(_("The last day comes before the first. Check both."), "last_on")
    if values.last_on - values.first_on > LONGEST_TERM:
        raise GroupRefused(
            _("The term is longer than 53 weeks. Plan a shorter one, and the next when it comes."), "last_on"
        )
    if not today - FURTHEST_BACK <= values.first_on <= today + FURTHEST_AHEAD:
        raise GroupRefused(
            _("Write a first day from a year ago to two years ahead."),
            "first_on",
        )
    _check_rhythm(values)


def _check_rhythm(values: TermValues) -> None:
    if not values.rhythm:
        raise GroupRefused(_("Choose at least one day of the week, with its times."), "rhythm")
    for beat in values.rhythm:
        if beat.ends_at <= beat.starts_at:
            raise GroupRefused(_("The end comes before the start. Check the times."), "rhythm")
    beats = sorted(values.rhythm)
    for beat, after in zip(beats, beats[1:], strict=False):
        if beat.weekday == after.weekday and after.starts_at < beat.ends_at:
            raise GroupRefused(
                _(
                    "Two of the times are at once: %(one)s and %(other)s. Change one of them, or make two groups."
                )
                % {"one": _times(beat), "other": _times(after)},
                "rhythm",
            )
    for one in values.breaks:
        if one.last_on < one.first_on:
            raise GroupRefused(_("A break ends before it begins. Check its days."), "breaks")


def _times(beat: Beat) -> str:
    return f"{beat.starts_at:%H.%M}\u2013{beat.ends_at:%H.%M}"


def _told(group: Group, values: TermValues) -> tuple[str, ...]:
    """Who has left before the term leads nothing of it, whether or not anybody wrote so."""
    today = timezone.localdate()
    named = [one for one in leaders_of([group.pk])[group.pk] if _is_named_in(one, values)]
    gone = [one for one in named if one.has_left_on(max(today, values.first_on))]
    going = [
        one for one in named if one not in gone and one.until is not None and one.until <= values.last_on
    ]
    if not named:
        return (_("Nobody leads the group during the term. Add a leader."),)
    return (
        *(
            _("%(name)s leads the group only until %(day)s.") % {"name": one.name, "day": one.until}
            for one in going
        ),
        *(
            _("%(name)s leads the group but has no role in the team now. Choose another leader.")
            % {"name": one.name}
            for one in gone
        ),
    )


def _is_named_in(one: Leads, values: TermValues) -> bool:
    return one.started_on <= values.last_on and (one.ended_on is None or one.ended_on > values.first_on)
