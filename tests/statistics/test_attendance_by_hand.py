"""Attendance, worked by hand; and that whatever is marked, the sums hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.by_hand import as_figures, by_hand
from samsteg.activities.enums import Mark
from samsteg.activities.models import Attendance, Group, GroupSession
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.statistics.rows import stay_ids
from tests.factories import lead, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, moment, only

pytestmark = pytest.mark.django_db
# Took part: here, here, digitally, came by, in three sessions.
OF_THE_GROUP = {
    "people": 3,
    "sessions_held": 3,
    "sessions_cancelled": 1,
    "per_session": pytest.approx(4 / 3),
    "share": 0.6,
}


def held(team: Team, on: str, state: str = "held", name: str = "Prov", **columns: object) -> GroupSession:
    with acting(lead(team)):
        group, _made = Group.objects.get_or_create(team=team, name=name, kind="forest", updated_by_id=1)
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
    group = first.group_id
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
        "sessions_cancelled": 1,
        "per_session": pytest.approx(4 / 3),
        **{f"group.{group}.{end}": value for end, value in OF_THE_GROUP.items()},
    }
    assert (found.group_names, found.unregistered) == ({str(group): "Prov"}, {str(group): 1})
    assert found["attendance.people"].as_json() == {"value": 3, "n": 3, "unit": "persons"}
    assert found["attendance.share"].as_json() == {"value": 0.6, "n": 5, "unit": "share"}
    assert found["attendance.share.men"].as_json() == {"value": None, "n": 0, "unit": "share"}
    with acting(lead(team)):
        for code in ("attendance.people", f"attendance.group.{group}.people"):
            assert set(stay_ids(team, YEAR, code)) == {one.pk, two.pk, man.pk}
        assert stay_ids(team, YEAR, f"attendance.group.{group + 1}.people") == ()


def test_a_drop_in_expects_nobody_and_is_in_no_share() -> None:
    """A group with members: here once, absent once, which is 1/2. A drop-in: here, absent and said so beforehand."""
    team = make_team()
    woman = make_stay(team, sex="women", enrolled_on=day("2023-05-01"))
    first, second = (held(team, on) for on in ("2024-03-05", "2024-03-12"))
    open_ = [held(team, f"2024-04-0{n}", name="Träffpunkt") for n in (1, 2, 3, 4)]
    for session, what in zip(
        (first, second, *open_), ("present", "absent") * 2 + ("excused", "came_by"), strict=True
    ):
        mark(woman, session, what, is_drop_in=session in open_)
    with acting(lead(team)):  # what a group becomes changes no mark that stands
        Group.objects.filter(pk=first.group_id).update(joining="drop_in")
    found = ask(team)
    assert (found["attendance.share"].value, found["attendance.share"].n) == (0.5, 2)
    assert found["attendance.share.women"].value == 0.5
    assert only(found, f"attendance.group.{open_[0].group_id}.") == {
        "people": 1,
        "sessions_held": 4,
        "per_session": 0.5,
    }
    assert found["attendance.marks.absent"].value == 2  # what was marked is told as it was


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
    found = ask(guest)
    assert found["attendance.sessions_held"].value == 1
    assert found[f"attendance.group.{session.group_id}.sessions_held"].value == 1
    assert found[f"attendance.group.{session.group_id}.per_session"].value == 1
    assert ask(host)["attendance.sessions_held"].value == 2
    assert ask(host)["attendance.people"].value == 0


def test_groups_are_counted_each_for_itself_and_as_they_were_known() -> None:
    """Forest: one session, two there. Kitchen: two sessions, one there once; a third is cancelled later.

    Together two persons in three sessions: 3 marks over 3 sessions.
    """
    team = make_team()
    early, late = moment("2024-04-01 08:00"), moment("2024-06-01 08:00")
    one, two = (make_stay(team, enrolled_on=day("2023-05-01"), recorded_at=early) for _one in range(2))
    forest = held(team, "2024-05-07", name="Skog", recorded_at=early)
    first = held(team, "2024-05-08", name="Kök", recorded_at=early)
    held(team, "2024-05-15", name="Kök", recorded_at=early)
    held(team, "2024-05-22", "cancelled", name="Kök", recorded_at=late)
    for stay, session in ((one, forest), (two, forest), (one, first)):
        mark(stay, session, "present", recorded_at=early)
    found, before = ask(team), ask(team, as_of=moment("2024-05-01 08:00"))
    kitchen = f"attendance.group.{first.group_id}."
    assert only(found, kitchen) == {
        "people": 1,
        "sessions_held": 2,
        "sessions_cancelled": 1,
        "per_session": 0.5,
        "share": 1,
    }
    assert found[kitchen + "per_session"].n == 2
    assert before[kitchen + "sessions_cancelled"].value == 0
    assert found[f"attendance.group.{forest.group_id}.people"].as_json() == {
        "value": 2,
        "n": 2,
        "unit": "persons",
    }
    assert (found["attendance.people"].value, found["attendance.per_session"].value) == (2, 1)


GROUPS_BY_HAND = """
    SELECT a.group_id, count(DISTINCT a.stay_id) FILTER (WHERE a.mark IN ('present', 'digital', 'came_by')),
        avg((a.mark IN ('present', 'digital'))::integer) FILTER (WHERE a.mark <> 'came_by'),
        count(*) FILTER (WHERE a.mark IN ('present', 'digital', 'came_by'))::numeric
            / NULLIF((SELECT count(*) FROM activities_groupsession s WHERE s.group_id = a.group_id
                AND s.state = 'held' AND s.superseded_at IS NULL), 0)
    FROM activities_attendance a WHERE a.superseded_at IS NULL GROUP BY a.group_id
"""


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    marks=st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 2), st.sampled_from(Mark.values)), max_size=9
    )
)
def test_by_group_as_a_reader_of_the_tables_counts(marks: list[tuple[str, int, str]]) -> None:
    team = make_team()
    stays = [make_stay(team, enrolled_on=day("2023-05-01")) for _one in range(3)]
    for number, (group, place, what) in enumerate(marks):
        mark(stays[place], held(team, f"2024-04-{number + 1:02}", name=group), what)
    found = ask(team)
    with acting(lead(team)), connection.cursor() as cursor:
        cursor.execute(GROUPS_BY_HAND)
        counted = {f"attendance.group.{row[0]}": row[1:] for row in cursor.fetchall()}
    ours = {
        code: tuple(found[f"{code}.{end}"].value for end in ("people", "share", "per_session"))
        for code in counted
    }
    assert ours == {code: tuple(map(_close, row)) for code, row in counted.items()}
    held_in_all = sum(int(found[f"{code}.sessions_held"].value or 0) for code in counted)  # type: ignore[call-overload]
    assert held_in_all == found["attendance.sessions_held"].value == len(marks)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    marks=st.lists(
        st.tuples(
            st.sampled_from("AB"),
            st.integers(0, 2),
            st.sampled_from(Mark.values),
            st.sampled_from(["held", "held", "cancelled", "planned"]),
        ),
        max_size=9,
    )
)
def test_the_statement_written_by_hand_gives_the_same(marks: list[tuple[str, int, str, str]]) -> None:
    """That of the benchmark, which shares nothing with ours but the tables."""
    team = make_team()
    stays = [make_stay(team, sex=sex, enrolled_on=day("2023-05-01")) for sex in ("women", "men", "other")]
    for number, (group, place, what, state) in enumerate(marks):
        session = held(team, f"2024-04-{number + 1:02}", state, name=group)
        if state == "held":
            mark(stays[place], session, what, is_drop_in=group == "B")
    found = ask(team)
    with acting(lead(team)):
        rows = by_hand(team.pk, YEAR.first, YEAR.last, YEAR.last, prepare=False)
    theirs = {code: value for code, value in as_figures(rows).items() if code.startswith("attendance.")}
    ours = {
        code: float(value.value)  # type: ignore[arg-type]  # no lists among these
        for code, value in found.items()
        if code.startswith("attendance.") and value.value
    }
    assert ours == {code: pytest.approx(value) for code, value in theirs.items()}


def _close(value: Decimal | int | None) -> object:
    return None if value is None else pytest.approx(value)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
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
