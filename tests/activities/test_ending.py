"""A group that ends: what was planned is taken out and counted nowhere, nothing is planned in it, and the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone, translation

from samsteg.activities.ending import begin_again, end_group
from samsteg.activities.enums import SessionState
from samsteg.activities.following import follow_stays
from samsteg.activities.marking import mark_session
from samsteg.activities.member_selectors import members_of
from samsteg.activities.members import put_back, put_in, take_out
from samsteg.activities.models import Group, GroupMembership, GroupSession
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.records import SessionValues
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rules import Beat
from samsteg.activities.selectors import sessions_of_group, sessions_to_call
from samsteg.activities.sessions import add_session, cancel_session, move_session, restore_session
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.statistics.values import Period
from tests.activities.makers import NINE, TEN, asked, make_group, make_session, whole
from tests.factories import make_stay, make_team, representative
from tests.statistics.asking import ask, only

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
DAYS = (TODAY - 7 * DAY, TODAY, TODAY + 7 * DAY, TODAY + 14 * DAY)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def actor(team: Team) -> Actor:
    return whole(team)


@pytest.fixture
def group(team: Team, actor: Actor) -> Group:
    with acting(actor):
        made = make_group(actor, team)
        for day in DAYS:
            make_session(actor, team, made, day)
    return made


def days(actor: Actor, team: Team, group: Group) -> list[dt.date]:
    found = sessions_of_group(actor, team, group.pk, TODAY - 400 * DAY, TODAY + 400 * DAY)
    return [one.on_day for one in found]


def end(actor: Actor, team: Team, group: Group, day: dt.date) -> int:
    return end_group(actor=actor, team=team, group_id=group.pk, ended_on=day).sessions


def test_what_was_planned_from_the_day_is_in_no_list_and_in_no_figure(
    actor: Actor, team: Team, group: Group
) -> None:
    with acting(actor):
        assert end(actor, team, group, TODAY + DAY) == 2
        assert days(actor, team, group) == [*DAYS[:2]]
        with time_machine.travel(timezone.now() + 30 * DAY):
            lately = sessions_to_call(actor, team, weeks=8)
            missing = [one for one in lately if one.lacks_roll_call(timezone.localdate())]
            assert {one.on_day for one in missing} == {*DAYS[:2]}  # nothing of after the end is asked for
            figures = ask(team, Period(TODAY - 30 * DAY, TODAY + 30 * DAY))
            assert only(figures, "attendance.") == {}  # nothing is cancelled


def test_as_known_before_the_end_the_sessions_were_planned(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        before = timezone.now()
        end(actor, team, group, TODAY)
        known = GroupSession.objects.filter(group=group, recorded_at__lte=before, superseded_at__gt=before)
        assert {row.on_day for row in known.filter(state=SessionState.PLANNED)} == {*DAYS[1:]}


def test_held_again_the_sessions_are_back_as_they_were(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        rows = {row.on_day: row for row in GroupSession.objects.current()}
        moved = SessionValues(TODAY + 8 * DAY, NINE, TEN, "outdoors", "Bryggan")
        by = {"actor": actor, "team": team}
        move_session(
            **by,
            series=rows[DAYS[2]].series,
            expected_version=1,
            values=moved,
            reason="weather",
            decided_by="team",
            anyway=True,
        )
        cancel_session(
            **by, series=rows[DAYS[3]].series, expected_version=1, reason="few", decided_by="partner"
        )
        kept = (
            "on_day",
            "starts_at",
            "state",
            "moved_from_on",
            "reason",
            "decided_by",
            "place",
            "place_kind",
        )
        before = set(GroupSession.objects.current().values_list("series", *kept))
        assert end(actor, team, group, TODAY) == 2  # the cancelled one is a fact, and stays
        again = begin_again(**by, group_id=group.pk)
        assert (again.sessions, again.group.ended_on) == (2, None)
        assert set(GroupSession.objects.current().values_list("series", *kept)) == before
        assert begin_again(**by, group_id=group.pk).sessions == 0  # twice is once


def test_days_that_passed_while_it_was_ended_were_never_held(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        end(actor, team, group, TODAY - 7 * DAY)
        assert days(actor, team, group) == []
        with time_machine.travel(timezone.now() + 10 * DAY):
            begin_again(actor=actor, team=team, group_id=group.pk)
            # what was past when the end was written is as it was: its roll call is still missing
            assert days(actor, team, group) == [DAYS[0], DAYS[3]]


def test_another_day_gives_back_what_lies_before_it(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        end(actor, team, group, TODAY)
        end(actor, team, group, TODAY + 10 * DAY)
        assert days(actor, team, group) == [*DAYS[:3]]
        end(actor, team, group, TODAY)
        assert days(actor, team, group) == [DAYS[0]]


def test_another_day_gives_back_nothing_that_has_passed_meanwhile(
    actor: Actor, team: Team, group: Group
) -> None:
    with acting(actor):
        end(actor, team, group, TODAY)
        with time_machine.travel(timezone.now() + 10 * DAY):
            end(actor, team, group, TODAY + 20 * DAY)
            assert days(actor, team, group) == [
                DAYS[0],
                DAYS[3],
            ]  # of the days between no roll call is missed


def test_a_group_isnt_ended_before_a_day_that_it_was_held(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        person = make_stay(team, enrolled_on=TODAY - 90 * DAY).person_id
        row = GroupSession.objects.current().get(on_day=DAYS[0])
        mark_session(actor=actor, team=team, series=row.series, asked=[asked(person, "present")])
        with pytest.raises(GroupRefused, match=str(DAYS[0])) as refused:
            end(actor, team, group, DAYS[0])
        assert refused.value.field == "ended_on"
        assert len(days(actor, team, group)) == 4
        assert end(actor, team, group, DAYS[0] + DAY) == 3


@pytest.mark.parametrize("day", [TODAY - 400 * DAY, TODAY + 800 * DAY])
def test_a_day_that_must_be_a_slip_is_refused(actor: Actor, team: Team, group: Group, day: dt.date) -> None:
    with acting(actor), pytest.raises(GroupRefused, match="a year ago"):
        end(actor, team, group, day)


def test_nothing_is_planned_moved_or_brought_back_in_a_group_that_has_ended(
    actor: Actor, team: Team, group: Group
) -> None:
    with acting(actor):
        by = {"actor": actor, "team": team}
        rows = {row.on_day: row for row in GroupSession.objects.current()}
        cancelled = rows[DAYS[3]]
        cancel_session(**by, series=cancelled.series, expected_version=1, reason="few", decided_by="team")
        end(actor, team, group, TODAY + DAY)
        later = SessionValues(TODAY + 3 * DAY, NINE, TEN)
        with pytest.raises(GroupRefused, match="has ended"):
            add_session(**by, group_id=group.pk, values=later, anyway=True)
        with pytest.raises(GroupRefused, match="has ended"):
            move_session(
                **by,
                series=rows[DAYS[1]].series,
                expected_version=1,
                values=later,
                reason="few",
                decided_by="team",
                anyway=True,
            )
        with pytest.raises(GroupRefused, match="has ended"):
            restore_session(**by, series=cancelled.series, expected_version=2)
        beat = Beat(TODAY.isoweekday(), dt.time(13), dt.time(14))
        with pytest.raises(GroupRefused, match="has ended"):
            plan_term(**by, group_id=group.pk, values=TermValues(TODAY, TODAY + 30 * DAY, (beat,)))
        # a day before the end that was forgotten can still be written
        add_session(**by, group_id=group.pk, values=SessionValues(TODAY - DAY, NINE, TEN), anyway=True)
        assert TODAY - DAY in days(actor, team, group)


def test_who_may_not_write_ends_no_group(actor: Actor, team: Team, group: Group) -> None:
    with acting(actor):
        with pytest.raises(PermissionRefused):
            end(representative(team), team, group, TODAY)
        assert len(days(actor, team, group)) == 4


def test_nobody_is_in_a_group_that_has_ended_and_they_are_back_when_it_is_held_again(
    actor: Actor, team: Team, group: Group
) -> None:
    by = {"actor": actor, "team": team}
    persons = [make_stay(team, enrolled_on=TODAY - 90 * DAY).person_id for _one in range(3)]
    days_in = (TODAY - 20 * DAY, TODAY - 20 * DAY, TODAY + 9 * DAY)
    with acting(actor):
        one, out, later = (
            put_in(**by, group_id=group.pk, person_id=person, joined_on=day)
            for person, day in zip(persons, days_in, strict=True)
        )
        take_out(**by, series=out.series, left_on=TODAY - 9 * DAY, reason="own_wish")
        before = _held()
        end(actor, team, group, TODAY)
        assert _held() == {
            one.series: (TODAY, "group_ended"),
            out.series: (TODAY - 9 * DAY, "own_wish"),
            later.series: (TODAY + 9 * DAY, "group_ended"),
        }
        assert members_of(actor, team, group, on=TODAY, later=True) == []
        assert [each.person.person_id for each in members_of(actor, team, group, on=TODAY - DAY)] == [
            persons[0]
        ]
        assert follow_stays(team, actor.user_id) == 0  # twice is once
        end(actor, team, group, TODAY + 5 * DAY)
        assert _held()[one.series] == (TODAY + 5 * DAY, "group_ended")
        with pytest.raises(GroupRefused, match=f"The group ends {TODAY + 5 * DAY}"):
            put_back(**by, series=one.series)
        begin_again(**by, group_id=group.pk)
        assert _held() == before


def test_an_exit_before_the_end_stays_the_reason(actor: Actor, team: Team, group: Group) -> None:
    stay = make_stay(team, enrolled_on=TODAY - 90 * DAY)
    with acting(actor):
        of_group = {"actor": actor, "team": team, "group_id": group.pk}
        put_in(**of_group, person_id=stay.person_id, joined_on=TODAY - 20 * DAY)
        end(actor, team, group, TODAY)
        Stay.objects.filter(pk=stay.pk).update(exited_on=TODAY - 3 * DAY, exit_reason="work")
        follow_stays(team, actor.user_id)
        assert [*_held().values()] == [(TODAY - 2 * DAY, "stay_ended")]
        begin_again(**of_group)
        assert [*_held().values()] == [(TODAY - 2 * DAY, "stay_ended")]


def _held() -> dict[object, tuple[dt.date | None, str]]:
    rows = GroupMembership.objects.current().values_list("series", "left_on", "leave_reason")
    return {series: (left_on, reason) for series, left_on, reason in rows}
