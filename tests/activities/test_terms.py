"""A term that was planned wrong: undone, another last day, a break put in later, and each taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.activities.closing import close_days
from samsteg.activities.ending import end_group
from samsteg.activities.marking import mark_session
from samsteg.activities.models import Group, GroupSession, Term
from samsteg.activities.planning import TermValues, plan_term, preview_term
from samsteg.activities.records import SessionValues
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rules import Beat, Span
from samsteg.activities.selectors import terms_of
from samsteg.activities.sessions import cancel_session, move_session
from samsteg.activities.terms import (
    add_break,
    change_last_day,
    redo_term,
    remove_break,
    terms_in_short,
    undo_term,
)
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.statistics.values import Period
from tests.activities.makers import NINE, TEN, asked, make_group, whole
from tests.factories import make_stay, make_team, representative
from tests.statistics.asking import ask, only

pytestmark = pytest.mark.django_db
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
NOON = dt.datetime(2026, 9, 9, 12, tzinfo=dt.UTC)  # a Wednesday; no holidays till November
TODAY = NOON.date()
FIRST, LAST = dt.date(2026, 8, 19), dt.date(2026, 10, 14)  # nine Wednesdays, four of them up to today
WEDNESDAYS = [FIRST + n * WEEK for n in range(9)]
BEAT = Beat(3, dt.time(9), dt.time(11))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(NOON, tick=False):
        yield


class Planned:
    """A team's group with a term of nine Wednesdays."""

    def __init__(self) -> None:
        self.team: Team = make_team()
        self.actor: Actor = whole(self.team)
        with acting(self.actor):
            self.group: Group = make_group(self.actor, self.team)
            self.term = self.plan(FIRST, LAST)

    @property
    def of_group(self) -> dict[str, Any]:
        return {"actor": self.actor, "team": self.team, "group_id": self.group.pk}

    @property
    def of_term(self) -> dict[str, Any]:
        return self.of_group | {"term_id": self.term.pk}

    def plan(self, first: dt.date, last: dt.date) -> Term:
        return plan_term(**self.of_group, values=TermValues(first, last, (BEAT,)))

    def days(self) -> list[dt.date]:
        rows = GroupSession.objects.current().filter(group=self.group).order_by("on_day")
        return list(rows.values_list("on_day", flat=True))

    def hold(self, day: dt.date) -> None:
        person = make_stay(self.team, enrolled_on=FIRST - 90 * DAY).person_id
        row = GroupSession.objects.current().get(group=self.group, on_day=day)
        by = {"actor": self.actor, "team": self.team}
        mark_session(**by, series=row.series, asked=[asked(person, "present")])

    def cancel(self, day: dt.date) -> None:
        row = GroupSession.objects.current().get(group=self.group, on_day=day)
        by = {"actor": self.actor, "team": self.team, "expected_version": row.version}
        cancel_session(**by, series=row.series, reason="few", decided_by="team")

    def break_(self, first: dt.date, last: dt.date) -> int:
        return add_break(**self.of_term, span=Span(first, last, "Lov")).out

    def until(self, day: dt.date) -> tuple[int, int]:
        done = change_last_day(**self.of_term, last_on=day)
        return done.out, done.back


@pytest.fixture
def planned(db: None) -> Planned:
    return Planned()


def test_a_term_planned_by_mistake_leaves_nothing_to_call_or_count(planned: Planned) -> None:
    with acting(planned.actor):
        planned.cancel(WEDNESDAYS[0])
        planned.cancel(WEDNESDAYS[7])
        assert undo_term(**planned.of_term).out == 9
        assert (planned.days(), terms_of(planned.group)) == ([], [])
        assert undo_term(**planned.of_term).out == 0  # twice is once
        # it stands in nobody's way
        preview = preview_term(**planned.of_group, values=TermValues(FIRST, LAST, (BEAT,)))
        assert (len(preview.held), preview.overlaps) == (9, ())
    assert only(ask(planned.team, Period(FIRST, LAST)), "attendance.") == {}


def test_undone_it_is_taken_back_but_for_days_that_have_passed_meanwhile(planned: Planned) -> None:
    with acting(planned.actor):
        planned.break_(WEDNESDAYS[6], WEDNESDAYS[6])
        undo_term(**planned.of_term)
        assert [one.undone_on is None for one in terms_in_short(planned.group)] == [False]
        assert redo_term(**planned.of_term).back == 8
        assert planned.days() == [day for day in WEDNESDAYS if day != WEDNESDAYS[6]]  # the break still holds
        assert redo_term(**planned.of_term).back == 0
        GroupSession.objects.update(recorded_at=NOON)  # the database's clock isn't moved by the test's
        undo_term(**planned.of_term)
        GroupSession.objects.withdrawn().update(recorded_at=NOON)
        Term.objects.update(withdrawn_at=NOON)
        with time_machine.travel(NOON + 2 * WEEK, tick=False):
            redo_term(**planned.of_term)
        assert not {WEDNESDAYS[3], WEDNESDAYS[4]} & set(planned.days())
        assert {WEDNESDAYS[0], WEDNESDAYS[5], WEDNESDAYS[8]} <= set(planned.days())
        with time_machine.travel(NOON + 90 * DAY):
            undo_term(**planned.of_term)
            Term.objects.update(withdrawn_at=NOON)
            assert terms_in_short(planned.group) == []  # after 60 days it isn't offered


def test_what_has_been_held_stays_and_the_term_ends_with_it(planned: Planned) -> None:
    with acting(planned.actor):
        planned.hold(WEDNESDAYS[1])
        planned.cancel(WEDNESDAYS[0])
        planned.cancel(WEDNESDAYS[8])
        assert undo_term(**planned.of_term).out == 7
        assert planned.days() == WEDNESDAYS[:2]  # the cancelled one that has been is a fact
        (term,) = terms_in_short(planned.group)
        assert (term.last_on, term.held, term.cancelled, term.planned) == (WEDNESDAYS[1], 1, 1, 0)


def test_an_earlier_last_day_and_a_later_one(planned: Planned) -> None:
    with acting(planned.actor):
        assert planned.until(WEDNESDAYS[5]) == (3, 0)
        assert planned.days() == WEDNESDAYS[:6]
        assert planned.until(LAST + 2 * WEEK) == (0, 5)  # three back, two new
        assert planned.days() == [*WEDNESDAYS, LAST + WEEK, LAST + 2 * WEEK]
        assert len(set(GroupSession.objects.current().values_list("series", flat=True))) == 11


def test_a_last_day_that_cant_be_is_refused_and_changes_nothing(planned: Planned) -> None:
    with acting(planned.actor):
        planned.hold(WEDNESDAYS[3])
        planned.plan(LAST + 3 * WEEK, LAST + 6 * WEEK)
        before = planned.days()
        for day, said in (
            (FIRST - DAY, "begins 2026-08-19"),
            (WEDNESDAYS[3] - DAY, f"held {WEDNESDAYS[3]}"),
            (LAST + 4 * WEEK, "has a term from"),
            (FIRST + 54 * WEEK, "53 weeks"),
        ):
            with pytest.raises(GroupRefused, match=said) as refused:
                planned.until(day)
            assert refused.value.field == "last_on"
        assert planned.days() == before
        assert Term.objects.get(pk=planned.term.pk).last_on == LAST


def test_a_break_put_in_later_and_taken_away_again(planned: Planned) -> None:
    span = (WEDNESDAYS[5], WEDNESDAYS[6] + DAY)
    with acting(planned.actor):
        planned.cancel(WEDNESDAYS[5])
        assert planned.break_(*span) == 1  # the cancelled one is told of as cancelled, and stays
        assert planned.days() == [day for day in WEDNESDAYS if day != WEDNESDAYS[6]]
        assert planned.break_(*span) == 0 and len(terms_in_short(planned.group)[0].breaks) == 1
        away = dict(zip(("first_on", "last_on"), span, strict=True))
        assert remove_break(**planned.of_term, **away).back == 1
        assert planned.days() == WEDNESDAYS
        assert terms_in_short(planned.group)[0].breaks == ()
        assert remove_break(**planned.of_term, **away).back == 0


def test_a_break_of_the_plan_taken_away_is_planned_but_not_on_closed_days_nor_after_the_end(
    planned: Planned,
) -> None:
    first = LAST + WEEK
    with acting(planned.actor):
        values = TermValues(first, first + 2 * WEEK, (BEAT,), breaks=(Span(first, first + WEEK, "Lov"),))
        planned.term = plan_term(**planned.of_group, values=values)
        by = {"actor": planned.actor, "team": planned.team}
        close_days(**by, first_on=first, last_on=first, why="Studiedag")
        done = remove_break(**planned.of_term, first_on=first, last_on=first + WEEK)
        assert done.back == 1 and planned.days()[-2:] == [first + WEEK, first + 2 * WEEK]
        add_break(**planned.of_term, span=Span(first + WEEK, first + WEEK))
        end_group(**planned.of_group, ended_on=first + DAY)
        assert remove_break(**planned.of_term, first_on=first + WEEK, last_on=first + WEEK).back == 0


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FIRST - DAY, FIRST + DAY, "break_first"),
        (LAST, LAST + DAY, "break_first"),
        (FIRST + DAY, FIRST, "break_last"),
    ],
)
def test_a_break_outside_the_term_or_backwards_is_refused(
    planned: Planned, first: dt.date, last: dt.date, field: str
) -> None:
    with acting(planned.actor):
        with pytest.raises(GroupRefused) as refused:
            planned.break_(first, last)
        assert refused.value.field == field
        assert planned.days() == WEDNESDAYS


def test_others_change_no_term_and_another_groups_term_isnt_found(planned: Planned) -> None:
    with acting(planned.actor):
        other = make_group(planned.actor, planned.team, "Träffpunkten")
        with pytest.raises(NotVisible):
            undo_term(**planned.of_term | {"group_id": other.pk})
        with pytest.raises(PermissionRefused):
            undo_term(**planned.of_term | {"actor": representative(planned.team)})
        assert planned.days() == WEDNESDAYS


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(spans=st.lists(st.tuples(st.integers(0, 56), st.integers(0, 20)), max_size=3))
def test_breaks_put_in_and_taken_away_leave_the_coming_days_as_they_were(
    planned: Planned, spans: list[tuple[int, int]]
) -> None:
    with acting(planned.actor):
        given_ = [(FIRST + n * DAY, min(FIRST + (n + length) * DAY, LAST)) for n, length in spans]
        for first, last in given_:
            planned.break_(first, last)
        assert not [day for day in planned.days() if any(a <= day <= b for a, b in given_)]
        for first, last in given_:
            remove_break(**planned.of_term, first_on=first, last_on=last)
        assert [day for day in planned.days() if day >= TODAY] == [d for d in WEDNESDAYS if d >= TODAY]


@pytest.mark.parametrize(
    "to", [SessionValues(WEDNESDAYS[6] + DAY, NINE, TEN), SessionValues(WEDNESDAYS[6], TEN, dt.time(12))]
)
def test_what_was_moved_is_not_planned_once_more(planned: Planned, to: SessionValues) -> None:
    """Neither by a break nor by a last day that is taken back."""
    with acting(planned.actor):
        row = GroupSession.objects.current().get(group=planned.group, on_day=WEDNESDAYS[6])
        by = {"actor": planned.actor, "team": planned.team, "expected_version": row.version}
        why = {"reason": "place", "decided_by": "team"}
        move_session(**by, series=row.series, values=to, **why)
        before = planned.days()
        assert len(before) == len(WEDNESDAYS)
        span = (WEDNESDAYS[6] - DAY, WEDNESDAYS[6])
        planned.break_(*span)
        remove_break(**planned.of_term, first_on=span[0], last_on=span[1])
        assert planned.days() == before
        planned.until(WEDNESDAYS[6] - DAY)
        planned.until(LAST)
        assert planned.days() == before


def test_a_term_isnt_taken_back_where_another_was_planned_in_its_place(planned: Planned) -> None:
    with acting(planned.actor):
        undo_term(**planned.of_term)
        beat = Beat(3, dt.time(9, 30), dt.time(11))
        other = plan_term(**planned.of_group, values=TermValues(LAST, LAST + 5 * WEEK, (beat,)))
        with pytest.raises(GroupRefused, match=f"has a term from {LAST} to {LAST + 5 * WEEK}"):
            redo_term(**planned.of_term)
        assert len(planned.days()) == 6
        undo_term(**planned.of_group, term_id=other.pk)
        assert redo_term(**planned.of_term).back == 9
        assert planned.days() == WEDNESDAYS


def test_a_term_that_was_planned_beside_another_for_a_reason_is_taken_back(planned: Planned) -> None:
    with acting(planned.actor):
        beat = Beat(3, dt.time(13), dt.time(15))
        values = TermValues(FIRST, LAST, (beat,), overlap_reason="Two halves")
        other = {"term_id": plan_term(**planned.of_group, values=values).pk}
        undo_term(**planned.of_group, **other)
        assert redo_term(**planned.of_group, **other).back == 9
