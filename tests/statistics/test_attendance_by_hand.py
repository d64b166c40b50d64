"""Attendance, worked by hand; and that whatever is marked, the sums hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.activities.enums import Mark
from samsteg.activities.models import Attendance, Group, GroupSession
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.statistics.rows import stay_ids
from tests.factories import lead, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, moment, only

pytestmark = pytest.mark.django_db


def held(team: Team, on: str, state: str = "held", **columns: object) -> GroupSession:
    with acting(lead(team)):
        group, _made = Group.objects.get_or_create(team=team, name="Prov", kind="forest", updated_by_id=1)
        why = {"reason": "weather", "decided_by": "team"} if state == "cancelled" else {}
        return GroupSession.objects.create(
            team=team,
            group=group,
            on_day=day(on),
            starts_at=dt.time(9),
            ends_at=dt.time(10),
            state=state,
            **why,
            **columns,
        )


def mark(stay: Stay, session: GroupSession, what: str, **columns: object) -> Attendance:
    with acting(lead(stay.team)):
        return Attendance.objects.create(
            team=stay.team,
            host_id=session.team_id,
            group_id=session.group_id,
            session_series=session.series,
            person_id=stay.person_id,
            stay=stay,
            occurred_on=session.on_day,
            mark=what,
            **columns,
        )


def test_a_year_worked_by_hand() -> None:
    """Three sessions held in the year, one cancelled, one planned, one the year before.

    A woman: here, here, absent. Another woman: said so beforehand, digitally. A man: came by, once. A man in the queue
    is here once, and counts nowhere. Expected marks: 3 + 2 = 5, of which 3 came: 3/5.
    """
    team = make_team()
    one, two = (make_stay(team, sex="women", enrolled_on=day("2023-05-01")) for _one in range(2))
    man = make_stay(team, sex="men", enrolled_on=day("2024-02-01"))
    waiting = make_stay(team, sex="men", mission_received_on=day("2024-02-01"))
    first, second, third = (held(team, on) for on in ("2024-03-05", "2024-03-12", "2024-12-31"))
    held(team, "2024-03-19", "cancelled")
    held(team, "2024-03-26", "planned")
    before = held(team, "2023-12-31")
    for stay, session, what in (
        (one, first, "present"),
        (one, second, "present"),
        (one, third, "absent"),
        (one, before, "present"),
        (two, first, "excused"),
        (two, second, "digital"),
        (man, first, "came_by"),
        (waiting, first, "present"),
    ):
        mark(stay, session, what)
    found = ask(team)
    assert only(found, "attendance.") == {
        "people": 3,
        "people.women": 2,
        "people.men": 1,
        "sessions_held": 3,
        "marks.present": 2,
        "marks.absent": 1,
        "marks.excused": 1,
        "marks.digital": 1,
        "marks.came_by": 1,
        "share": 0.6,
        "share.women": 0.6,
    }
    assert found["attendance.people"].as_json() == {"value": 3, "n": 3, "unit": "persons"}
    assert found["attendance.share"].as_json() == {"value": 0.6, "n": 5, "unit": "share"}
    assert found["attendance.share.men"].as_json() == {"value": None, "n": 0, "unit": "share"}
    with acting(lead(team)):
        assert set(stay_ids(team, YEAR, "attendance.people")) == {one.pk, two.pk, man.pk}


def test_a_correction_is_known_from_the_moment_it_was_made() -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2023-05-01"), recorded_at=moment("2024-01-01 08:00"))
    session = held(team, "2024-03-05", recorded_at=moment("2024-03-05 12:00"))
    mark(
        stay,
        session,
        "absent",
        recorded_at=moment("2024-03-05 12:00"),
        superseded_at=moment("2024-03-10 12:00"),
    )
    mark(stay, session, "present", recorded_at=moment("2024-03-10 12:00"))
    assert ask(team)["attendance.share"].value == 1
    assert ask(team, as_of=moment("2024-03-06 12:00"))["attendance.share"].value == 0
    assert ask(team, as_of=moment("2024-03-04 12:00"))["attendance.share"].value is None


def test_a_session_of_another_teams_group_counts_where_ones_own_took_part() -> None:
    host, guest = make_team(), make_team()
    stay = make_stay(guest, enrolled_on=day("2023-05-01"))
    session, other = held(host, "2024-03-05"), held(host, "2024-03-12")
    mark(stay, session, "present")
    mark(stay, other, "absent")
    assert ask(guest)["attendance.sessions_held"].value == 1
    assert ask(host)["attendance.sessions_held"].value == 2
    assert ask(host)["attendance.people"].value == 0


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marks=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(Mark.values)), max_size=9, unique_by=lambda one: one
    )
)
def test_the_sexes_sum_to_the_whole_and_the_share_is_what_the_marks_say(marks: list[tuple[int, str]]) -> None:
    team = make_team()
    stays = [make_stay(team, sex=sex, enrolled_on=day("2023-05-01")) for sex in ("women", "men", "other")]
    for number, (place, what) in enumerate(marks):
        mark(stays[place], held(team, f"2024-04-{number + 1:02}"), what)
    found = ask(team)
    whole = found["attendance.people"].value
    assert whole == sum(found[f"attendance.people.{sex}"].value for sex in ("women", "men", "other"))
    assert whole == len({place for place, what in marks if what in ("present", "digital", "came_by")})
    count = {what: found[f"attendance.marks.{what}"].value for what in Mark.values}
    assert sum(count.values()) == len(marks)
    expected = sum(count.values()) - count["came_by"]
    came = count["present"] + count["digital"]
    share = found["attendance.share"]
    assert (share.value, share.n) == (pytest.approx(Decimal(came) / expected) if expected else None, expected)
