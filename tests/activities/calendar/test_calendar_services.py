"""The team's own events, who is in, and the year wheel."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from samsteg.access.selectors import actor_for
from samsteg.activities.calendar.enums import DeadlineCode, PresenceState, Rhythm
from samsteg.activities.calendar.models import Presence, TeamEvent
from samsteg.activities.calendar.presence import KEPT, forget_presence, note_presence, presence_between
from samsteg.activities.calendar.records import CalendarRefused, EventValues, StaleEvent
from samsteg.activities.calendar.selectors import events_between, uid_of
from samsteg.activities.calendar.services import (
    add_event,
    bring_back_event,
    change_day,
    change_event,
    remove_event,
    restore_day,
)
from samsteg.activities.calendar.wheel import deadlines_near, end_deadline, mark_done, save_deadline, wheel_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.factories import coach, lead, make_stay, make_team, representative
from tests.web.users import inside, make_user

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 11, 24)
WEEK = dt.timedelta(weeks=1)
VALUES = EventValues(
    kind="team_meeting", title="Teammöte", starts_on=TUESDAY, starts_at=dt.time(15, 30), rhythm=Rhythm.WEEKLY
)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def a_monday() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def days(actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[tuple[dt.date, bool]]:
    found = events_between(actor=actor, team=team, first=first, last=last)
    return sorted((one.on, one.is_cancelled) for one in found)


def test_one_day_is_cancelled_another_moved_and_both_can_be_taken_back() -> None:
    team = make_team()
    with acting(lead(team)) as actor:
        row = add_event(actor=actor, team=team, values=VALUES)
        of_event: dict[str, Any] = {"actor": actor, "team": team, "event_id": row.pk}
        change_day(**of_event, on_day=TUESDAY)
        change_day(**of_event, on_day=TUESDAY + WEEK, moved_on=TUESDAY + 2 * WEEK, moved_at=dt.time(9))
        end = TUESDAY + 2 * WEEK
        assert days(actor, team, TUESDAY, end) == [(TUESDAY, True), (end, False), (end, False)]
        assert days(actor, team, end, end) == [(end, False), (end, False)]  # moved in from outside
        assert days(actor, team, TUESDAY + WEEK, TUESDAY + WEEK) == []
        restore_day(**of_event, on_day=TUESDAY)
        assert days(actor, team, TUESDAY, TUESDAY) == [(TUESDAY, False)]
        with pytest.raises(NotVisible):
            change_day(**of_event, on_day=TUESDAY + dt.timedelta(days=1))  # none of its days


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"place": "x" * 121}, "place"),
        ({"minutes": 4}, "minutes"),
        ({"kind": "party"}, "kind"),
        ({"until_on": TUESDAY - WEEK}, "until_on"),
        ({"until_on": TUESDAY + 80 * WEEK}, "until_on"),  # a term of 80 weeks
        ({"starts_on": dt.date(2036, 1, 1)}, "starts_on"),
        ({"user_ids": (4_000_000_000,)}, "user_ids"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(change: dict[str, Any], field: str) -> None:
    team = make_team()
    with acting(lead(team)) as actor, pytest.raises(CalendarRefused) as refused:
        add_event(actor=actor, team=team, values=replace(VALUES, **change))
    assert refused.value.name == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Samtal Lars Pahittsson om sjukskrivning"}, "title"),
        ({"title": "Samtal lars pahittssons handläggare"}, "title"),
        ({"title": "Möte", "place": "Hemma hos Lars P"}, "place"),
        ({"title": "Möte 19850505-1234"}, "title"),
    ],
)
def test_no_participant_stands_in_an_event(change: dict[str, Any], field: str) -> None:
    """The week's sheet hangs on the wall, and says that nobody is named there."""
    team = make_team()
    person_id = make_stay(team).person_id
    with acting(lead(team)) as actor:
        save_name(team=team, person_id=person_id, name=PersonName("Lars", "Pahittsson"))
        with pytest.raises(CalendarRefused) as refused:
            add_event(actor=actor, team=team, values=replace(VALUES, **change))
        assert refused.value.name == field
        row = add_event(actor=actor, team=team, values=VALUES)
        of_event: dict[str, Any] = {"actor": actor, "team": team, "event_id": row.pk}
        with pytest.raises(CalendarRefused):
            change_event(**of_event, expected_version=1, values=replace(VALUES, **change))
        assert [one.title for one in TeamEvent.objects.filter(team=team)] == ["Teammöte"]


def test_a_stale_save_is_refused_and_what_is_taken_away_comes_back() -> None:
    team = make_team()
    with acting(lead(team)) as actor:
        row = add_event(actor=actor, team=team, values=VALUES)
        of_event: dict[str, Any] = {"actor": actor, "team": team, "event_id": row.pk}
        change_event(**of_event, expected_version=1, values=replace(VALUES, title="Möte"))
        with pytest.raises(StaleEvent):
            change_event(**of_event, expected_version=1, values=VALUES)
        remove_event(**of_event, expected_version=2)
        assert days(actor, team, TUESDAY, TUESDAY) == []
        bring_back_event(**of_event)
        found = events_between(actor=actor, team=team, first=TUESDAY, last=TUESDAY)
        assert [one.title for one in found] == ["Möte"]


def test_only_staff_of_the_team_see_and_write_it() -> None:
    team, other = make_team(), make_team()
    with acting(lead(team)) as actor:
        row = add_event(actor=actor, team=team, values=VALUES)
    with acting(lead(other)) as stranger:
        with pytest.raises(PermissionRefused):
            events_between(actor=stranger, team=team, first=TUESDAY, last=TUESDAY)
        with pytest.raises(NotVisible):
            remove_event(actor=stranger, team=other, event_id=row.pk, expected_version=1)
    with acting(representative(team)) as actor, pytest.raises(PermissionRefused):
        events_between(actor=actor, team=team, first=TUESDAY, last=TUESDAY)


def test_days_away_skip_holidays_and_are_forgotten() -> None:
    team = make_team()
    user = make_user("handledare", team)
    with inside(team):
        own = actor_for(user)
    first, last = dt.date(2026, 12, 21), dt.date(2027, 1, 3)
    with acting(own):
        mark: dict[str, Any] = {"actor": own, "team": team}
        assert note_presence(**mark, state=PresenceState.AWAY, first=first, last=last) == 6
        note_presence(**mark, state=PresenceState.IN, first=first)  # one press changes the day
        (found,) = presence_between(actor=own, team=team, first=first, last=last)
        assert found.states[first] == PresenceState.IN
        assert dt.date(2026, 12, 24) not in found.states and dt.date(2026, 12, 27) not in found.states
        with pytest.raises(PermissionRefused):
            note_presence(**mark, state=PresenceState.AWAY, first=first, user_id=user.pk + 1)
    with time_machine.travel(NOON + KEPT + dt.timedelta(days=29), tick=False), acting(own):
        assert timezone.localdate() == dt.date(2027, 2, 20)
        assert forget_presence(team) == 1  # the first day alone is more than 60 days ago
        assert Presence.objects.filter(team=team).count() == 5


def test_a_coach_is_told_of_no_deadline_and_the_lead_14_days_before() -> None:
    team = make_team()
    plan = uid_of(DeadlineCode.PLAN)
    with acting(lead(team)) as actor:
        near: dict[str, Any] = {"actor": actor, "team": team}
        assert [one.on for one in deadlines_near(**near, on=dt.date(2026, 9, 15))] == [
            dt.date(2026, 8, 31),
            dt.date(2026, 9, 1),
        ]
        assert [one.series for one in deadlines_near(**near, on=dt.date(2026, 9, 16))][-1] == plan
        mark_done(**near, series=plan, year=2026)
        assert plan not in [one.series for one in deadlines_near(**near, on=dt.date(2026, 9, 30))]
        mark_done(**near, series=plan, year=2026, is_done=False)
        assert plan in [one.series for one in deadlines_near(**near, on=dt.date(2026, 9, 30))]
    with acting(coach(team)) as actor:
        assert deadlines_near(actor=actor, team=team, on=dt.date(2026, 9, 30)) == []
        with pytest.raises(PermissionRefused):
            end_deadline(actor=actor, team=team, series=plan)


def test_a_deadline_that_moves_keeps_what_was_decided_for_years_that_have_been() -> None:
    team = make_team()
    plan = uid_of(DeadlineCode.PLAN)
    with acting(lead(team)) as actor:
        save_deadline(actor=actor, team=team, series=plan, title="Verksamhetsplan", month=12, day=1)
        by_year = {
            year: [
                (one.title, one.on)
                for one in wheel_of(actor=actor, team=team, year=year)
                if one.series == plan
            ]
            for year in (2025, 2026)
        }
        assert by_year[2026] == [("Verksamhetsplan", dt.date(2026, 12, 1))]
        assert [on for _title, on in by_year[2025]] == [dt.date(2025, 9, 30)]
        end_deadline(actor=actor, team=team, series=plan)
        assert plan not in {one.series for one in wheel_of(actor=actor, team=team, year=2026)}
        assert len(wheel_of(actor=actor, team=team, year=2026)) == 3
        with pytest.raises(CalendarRefused):
            save_deadline(actor=actor, team=team, series=None, title="Prov", month=2, day=30)
