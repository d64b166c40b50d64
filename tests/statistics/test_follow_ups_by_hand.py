"""Follow-ups held, cancelled and overdue, worked by hand; and that the list says the same as the figure."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import TeamAccess
from samsteg.core.context import acting
from samsteg.follow_ups.due import open_follow_ups
from samsteg.follow_ups.models import FollowUp, FollowUpTimes
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.follow_ups.services import note_done
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.statistics.rows import stay_ids
from samsteg.statistics.values import Period
from tests.factories import lead, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, moment, only

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def times(team: Team, valid_from: str, weeks: int = 6, months: int = 3) -> None:
    with acting(lead(team)):
        FollowUpTimes.objects.create(
            team=team, valid_from=day(valid_from), first_weeks=weeks, every_months=months
        )


def meeting(stay: Stay, on: str, state: str = "held", **columns: object) -> FollowUp:
    """A stored fact; `then` is the day that follows from it."""
    usual: dict[str, object] = {"kind": "three_month", "form": "team"}
    if state == "cancelled":
        usual |= {"cancelled_by": "team", "cancel_reason": "other"}
    if then := columns.pop("then", None):
        usual |= {"due_on": day(on), "next_due_on": day(str(then))}
    with acting(lead(stay.team)):
        return FollowUp.objects.create(
            team=stay.team,
            person_id=stay.person_id,
            stay=stay,
            state=state,
            meeting_on=day(on),
            **(usual | columns),
        )


def test_held_and_cancelled_are_counted_by_their_day() -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2023-01-10"))
    meeting(stay, "2023-12-31")
    meeting(stay, "2024-01-01", kind="first")
    meeting(stay, "2024-12-31", "done")
    meeting(stay, "2025-01-01")
    meeting(stay, "2024-05-05", kind="sip")  # none of these figures
    meeting(stay, "2024-05-06", "booked")
    meeting(stay, "2024-05-07", "withdrawn")
    meeting(stay, "2024-06-03", "cancelled")
    meeting(stay, "2024-06-04", "cancelled", kind="multi_party")
    found = ask(team)
    assert only(found, "follow_up.") == {"held": 2, "cancelled": 1}
    assert found["follow_up.held"].as_json() == {"value": 2, "n": 2, "unit": "count"}
    assert found["follow_up.overdue"].as_json() == {"value": 0, "n": 1, "unit": "persons"}


def test_overdue_is_who_should_have_had_one_before_the_last_day() -> None:
    """2024-12-31 is the last day. Six weeks before 12-30 is 11-18; six weeks before 12-31 is 11-19."""
    team = make_team()
    times(team, "2023-01-01")
    late = make_stay(team, enrolled_on=day("2024-11-18"))  # due 12-30
    make_stay(team, enrolled_on=day("2024-11-19"))  # due 12-31, which nobody works: 2025-01-02
    gone = make_stay(team, enrolled_on=day("2024-03-01"), exited_on=day("2024-12-31"))
    held = make_stay(team, enrolled_on=day("2024-03-01"))
    meeting(held, "2024-10-01", then="2025-01-02")
    again = make_stay(team, enrolled_on=day("2024-03-01"))
    meeting(again, "2024-04-12", kind="first", then="2024-07-12")
    meeting(again, "2024-12-01", "booked")
    meeting(again, "2025-01-07", then="2025-04-07")  # held, but after the period
    new_day = make_stay(team, enrolled_on=day("2024-03-01"))
    meeting(new_day, "2025-01-20", "booked", kind="first")
    found = ask(team)
    assert found["follow_up.overdue"].as_json() == {"value": 3, "n": 5, "unit": "persons"}
    with acting(lead(team)):
        behind = stay_ids(team, YEAR, "follow_up.overdue")
    assert set(behind) == {late.pk, again.pk, new_day.pk} and gone.pk not in behind
    before = ask(team, Period(day("2024-01-01"), day("2024-07-12")))
    # gone, held and new_day: the first was due 04-12. The second of again is due that very day.
    assert before["follow_up.overdue"].value == 3


def test_a_team_that_began_late_has_none_from_before() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2023-01-10"))
    assert ask(team)["follow_up.overdue"].value == 0
    times(team, "2024-10-01", weeks=4)  # four weeks on: 2024-10-29
    assert ask(team, Period(day("2024-01-01"), day("2024-10-29")))["follow_up.overdue"].value == 0
    assert ask(team, Period(day("2024-01-01"), day("2024-10-30")))["follow_up.overdue"].value == 1


def test_as_known_then() -> None:
    team = make_team()
    known = moment("2024-06-01 12:00")
    stay = make_stay(team, enrolled_on=day("2024-01-10"), recorded_at=known)
    meeting(stay, "2024-03-03", recorded_at=moment("2024-07-01 12:00"))
    assert ask(team)["follow_up.held"].value == 1
    assert ask(team, as_of=moment("2024-06-15 12:00"))["follow_up.held"].value == 0


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    began=st.integers(0, 400),
    started=st.integers(1, 500),
    meetings=st.lists(st.integers(0, 400), unique=True, max_size=4),
    weeks=st.integers(4, 9),
    months=st.integers(1, 6),
)
def test_the_page_and_the_figure_say_the_same(
    began: int, started: int, meetings: list[int], weeks: int, months: int
) -> None:
    """What is due by the rule in Python, and overdue by the figure in SQL, of any past."""
    team = make_team()
    actor = lead(team)
    start = TODAY - dt.timedelta(days=started)
    stay = make_stay(team, enrolled_on=start)
    times(team, str(TODAY - dt.timedelta(days=began)), weeks, months)
    whole = type(actor)(
        actor.user_id, actor.username, actor.roles, team_access={team.pk: TeamAccess.WHOLE_TEAM}
    )
    with acting(whole):
        for back in sorted(meetings, reverse=True):
            if back < started:
                held = Booking(kind="regular", meeting_on=TODAY - dt.timedelta(days=back))
                note_done(actor=whole, team=team, person_id=stay.person_id, booking=held)
        due = follow_ups_of(whole, team, stay.person_id).due
        (listed,) = open_follow_ups(whole, team)
    assert due is not None and listed.on == due.due_on
    overdue = ask(team, Period(TODAY, TODAY))["follow_up.overdue"].value
    assert overdue == (1 if due.due_on < TODAY else 0)
    around = (
        ask(team, Period(TODAY, due.due_on))["follow_up.overdue"].value if due.due_on > TODAY else 0,
        ask(team, Period(TODAY, due.due_on + dt.timedelta(days=1)))["follow_up.overdue"].value
        if due.due_on >= TODAY
        else 1,
    )
    assert around == (0, 1)
