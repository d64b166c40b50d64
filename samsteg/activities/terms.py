"""A term that was planned, mended: undone, given another last day, or a break more or less.

What has been held stays whatever is mended. What was to be held and falls away is taken out: it is in no list and
counted nowhere. Cancelled sessions go with the rest from today on, and all of them when nothing of the term was held.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.enums import TO_BE_HELD, SessionState, WithdrawnFor
from samsteg.activities.models import Group, GroupSession, Term
from samsteg.activities.planning import but_taken, closed_between, keep_days
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rules import DAY, LONGEST_TERM, Beat, PlannedDay, Span, plan_days
from samsteg.activities.services import ACT, own_group, refuse_ended
from samsteg.activities.withdrawing import bring_back, can_be_held, withdraw
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

UNDONE_SHOWN: Final = dt.timedelta(days=60)
MOST_BREAKS: Final = 20


@dataclass(frozen=True, slots=True)
class TermInShort:
    """`planned`, `held` and `cancelled` are numbers of sessions. `undone_on`: it was planned by mistake."""

    pk: int
    first_on: dt.date
    last_on: dt.date
    rhythm: tuple[Beat, ...]
    breaks: tuple[Span, ...]
    overlap_reason: str
    planned: int
    held: int
    cancelled: int
    undone_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """How many sessions were taken out, and how many came in."""

    term: Term
    out: int = 0
    back: int = 0


def terms_in_short(group: Group, *, term_id: int | None = None) -> list[TermInShort]:
    """Newest first, with those that were undone lately. The caller has seen that the group is the team's own."""
    lately = timezone.now() - UNDONE_SHOWN
    rows = Term.objects.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=lately), group=group)
    stands = Q(sessions__superseded_at__isnull=True)
    counted = rows.annotate(
        planned=Count("sessions", filter=stands & Q(sessions__state__in=TO_BE_HELD)),
        held=Count("sessions", filter=stands & Q(sessions__state=SessionState.HELD)),
        cancelled=Count("sessions", filter=stands & Q(sessions__state=SessionState.CANCELLED)),
    )
    if term_id is not None:
        counted = counted.filter(pk=term_id)
    return [_in_short(row) for row in counted.order_by("-first_on", "-pk")]


def _in_short(row: Any) -> TermInShort:
    return TermInShort(
        pk=row.pk,
        first_on=row.first_on,
        last_on=row.last_on,
        rhythm=beats_of(row),
        breaks=breaks_of(row),
        overlap_reason=row.overlap_reason,
        planned=row.planned,
        held=row.held,
        cancelled=row.cancelled,
        undone_on=timezone.localdate(row.withdrawn_at) if row.withdrawn_at else None,
    )


def beats_of(term: Term) -> tuple[Beat, ...]:
    return tuple(
        Beat(day, dt.time.fromisoformat(begins), dt.time.fromisoformat(ends))
        for day, begins, ends in term.rhythm
    )


def breaks_of(term: Term) -> tuple[Span, ...]:
    """In the order of their days."""
    found = (
        Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last), why)
        for first, last, why in term.breaks
    )
    return tuple(sorted(found, key=lambda one: (one.first_on, one.last_on)))


@transaction.atomic
def undo_term(*, actor: Actor, team: Team, group_id: int, term_id: int) -> Mended:
    """It was planned by mistake. Where something of it has been held, it ends with that. Twice is once.

    Raises PermissionRefused, NotVisible.
    """
    term = _locked(actor, team, group_id, term_id)
    if term.withdrawn_at is not None:
        return Mended(term)
    moment = learning_moment(team.pk)
    out = withdraw(actor, team, _falling(term), WithdrawnFor.TERM_MENDED)
    left = _standing(term).order_by("on_day").values_list("on_day", flat=True).last()
    if left is None:
        term.withdrawn_at = moment
    else:
        term.last_on = max(left, term.first_on)
    return Mended(_kept(actor, term), out)


@transaction.atomic
def redo_term(*, actor: Actor, team: Team, group_id: int, term_id: int) -> Mended:
    """A term that was undone, with its sessions, but for days that have passed meanwhile. Twice is once.

    Raises PermissionRefused, NotVisible, GroupRefused when another has been planned in its place.
    """
    term = _locked(actor, team, group_id, term_id)
    if term.withdrawn_at is None:
        return Mended(term)
    refuse_ended(term.group, term.last_on, "")
    if not term.overlap_reason and (other := _beside(term, term.first_on, term.last_on)):
        raise GroupRefused(
            _(
                "The group has a term from %(first)s to %(last)s. Undo that one first, if this is the right one."
            )
            % {"first": other[0], "last": other[1]}
        )
    rows = _withdrawn(term).filter(recorded_at__gte=term.withdrawn_at)  # not what was taken out before that
    back = bring_back(actor, team, can_be_held(rows))
    term.withdrawn_at = None
    return Mended(_kept(actor, term), 0, back)


@transaction.atomic
def change_last_day(*, actor: Actor, team: Team, group_id: int, term_id: int, last_on: dt.date) -> Mended:
    """Earlier takes out what was planned after it; later plans on, in the same rhythm.

    Raises PermissionRefused, NotVisible, GroupRefused.
    """
    term = _going(actor, team, group_id, term_id)
    if last_on < term.first_on:
        raise GroupRefused(
            _("The term begins %(day)s. Write a later day, or undo the term.") % {"day": term.first_on},
            "last_on",
        )
    before, term.last_on = term.last_on, last_on
    if last_on < before:
        return _shorter(actor, team, term)
    return _longer(actor, team, term, before)


def _shorter(actor: Actor, team: Team, term: Term) -> Mended:
    held = _standing(term).filter(state=SessionState.HELD, on_day__gt=term.last_on)
    last = held.order_by("on_day").values_list("on_day", flat=True).last()
    if last is not None:
        raise GroupRefused(
            _("The group was held %(day)s. Write that day or a later one.") % {"day": last}, "last_on"
        )
    falling = _falling(term).filter(on_day__gt=term.last_on)
    out = withdraw(actor, team, falling, WithdrawnFor.TERM_MENDED)
    return Mended(_kept(actor, term), out)


def _longer(actor: Actor, team: Team, term: Term, before: dt.date) -> Mended:
    refuse_ended(term.group, term.last_on, "last_on")
    if term.last_on - term.first_on > LONGEST_TERM:
        raise GroupRefused(
            _("The term is longer than 53 weeks. Plan a shorter one, and the next when it comes."), "last_on"
        )
    if other := _beside(term, before + DAY, term.last_on):
        raise GroupRefused(
            _("The group has a term from %(first)s to %(last)s. Write a day before it begins.")
            % {"first": other[0], "last": other[1]},
            "last_on",
        )
    back = _filled(actor, team, term, before + DAY, term.last_on)
    return Mended(_kept(actor, term), 0, back)


def _beside(term: Term, first_on: dt.date, last_on: dt.date) -> tuple[dt.date, dt.date] | None:
    """The days of another term of the group that stands on some of the days, the earliest."""
    others = Term.objects.filter(group=term.group, withdrawn_at__isnull=True).exclude(pk=term.pk)
    rows = others.filter(first_on__lte=last_on, last_on__gte=first_on).order_by("first_on", "pk")
    return rows.values_list("first_on", "last_on").first()


@transaction.atomic
def add_break(*, actor: Actor, team: Team, group_id: int, term_id: int, span: Span) -> Mended:
    """Takes out what is planned on its days; what was held or cancelled then stays.

    Raises PermissionRefused, NotVisible, GroupRefused.
    """
    term = _going(actor, team, group_id, term_id)
    if span.last_on < span.first_on:
        raise GroupRefused(_("A break ends before it begins. Check its days."), "break_last")
    if not (term.first_on <= span.first_on and span.last_on <= term.last_on):
        raise GroupRefused(
            _("The term is from %(first)s to %(last)s. Write days within it.")
            % {"first": term.first_on, "last": term.last_on},
            "break_first",
        )
    if len(term.breaks) >= MOST_BREAKS:
        raise GroupRefused(_("The term has %(n)d breaks already.") % {"n": MOST_BREAKS}, "break_first")
    kept = [span.first_on.isoformat(), span.last_on.isoformat(), " ".join(span.why.split())[:120]]
    if kept not in term.breaks:
        term.breaks = [*term.breaks, kept]
    falling = _standing(term).filter(state__in=TO_BE_HELD, on_day__range=(span.first_on, span.last_on))
    out = withdraw(actor, team, falling, WithdrawnFor.TERM_MENDED)
    return Mended(_kept(actor, term), out)


@transaction.atomic
def remove_break(
    *, actor: Actor, team: Team, group_id: int, term_id: int, first_on: dt.date, last_on: dt.date
) -> Mended:
    """The group meets on its days after all: those of them that haven't passed. Twice is once.

    Raises PermissionRefused, NotVisible, GroupRefused.
    """
    term = _going(actor, team, group_id, term_id)
    days = [first_on.isoformat(), last_on.isoformat()]
    kept = [one for one in term.breaks if list(one[:2]) != days]
    if len(kept) == len(term.breaks):
        return Mended(term)
    term.breaks = kept
    last = min(last_on, term.last_on)
    if term.group.ended_on is not None:
        last = min(last, term.group.ended_on - DAY)
    back = _filled(actor, team, term, first_on, last)
    return Mended(_kept(actor, term), 0, back)


def _filled(actor: Actor, team: Team, term: Term, first_on: dt.date, last_on: dt.date) -> int:
    """What was taken out on the days comes back; the rest of the rhythm is planned, from today on."""
    gone = _withdrawn(term).filter(on_day__range=(first_on, last_on))
    free = [row for row in can_be_held(gone) if not any(one.holds(row.on_day) for one in breaks_of(term))]
    back = bring_back(actor, team, free)
    first_on = max(first_on, timezone.localdate())
    spans = [*breaks_of(term), *closed_between(team.pk, first_on, last_on)]
    days = but_taken(term.group, plan_days(first_on, last_on, beats_of(term), spans))
    return back + keep_days(actor, term, _but_moved(term, [day for day in days if not day.skipped]))


def _but_moved(term: Term, days: list[PlannedDay]) -> list[PlannedDay]:
    """Without those whose session was moved to another day or time: as many as were moved from each day."""
    minutes = {beat.starts_at for beat in beats_of(term)}
    rows = _standing(term).values_list("on_day", "starts_at", "moved_from_on")
    first_days = {one.on_day for one in days}
    moved = Counter(
        moved_from or on_day
        for on_day, starts_at, moved_from in rows.filter(
            Q(on_day__in=first_days) | Q(moved_from_on__in=first_days)
        )
        if moved_from or starts_at not in minutes
    )
    kept = []
    for one in days:
        if moved[one.on_day] > 0:
            moved[one.on_day] -= 1
        else:
            kept.append(one)
    return kept


def _going(actor: Actor, team: Team, group_id: int, term_id: int) -> Term:
    term = _locked(actor, team, group_id, term_id)
    if term.withdrawn_at is not None:
        raise GroupRefused(_("The term is undone. Take it back first."))
    return term


def _locked(actor: Actor, team: Team, group_id: int, term_id: int) -> Term:
    require(actor, ACT, team)
    own_group(actor, team, group_id, lock=True)
    learning_moment(team.pk)  # locks the team's facts: nobody calls a roll meanwhile
    term = Term.objects.filter(team=team, group_id=group_id, pk=term_id).select_related("group").first()
    if term is None:
        raise NotVisible
    return term


def _standing(term: Term) -> QuerySet[GroupSession]:
    return GroupSession.objects.current().filter(team_id=term.team_id, term=term)


def _withdrawn(term: Term) -> QuerySet[GroupSession]:
    rows = GroupSession.objects.withdrawn().filter(team_id=term.team_id, term=term)
    return rows.filter(reason=WithdrawnFor.TERM_MENDED)


def _falling(term: Term) -> QuerySet[GroupSession]:
    rows = _standing(term)
    cancelled = Q(state=SessionState.CANCELLED)
    if rows.filter(state=SessionState.HELD).exists():
        cancelled &= Q(on_day__gte=timezone.localdate())
    return rows.filter(Q(state__in=TO_BE_HELD) | cancelled)


def _kept(actor: Actor, term: Term) -> Term:
    term.updated_by_id = actor.user_id
    term.save()
    return term
