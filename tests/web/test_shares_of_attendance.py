"""A share of attendance on a page or in a file is the figure's, of the same days and persons (docs/adr/0017)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import DataCategory, ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.came import Came
from samsteg.activities.enums import Joining, Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.models import Attendance, Group, GroupSession
from samsteg.activities.records import GroupValues
from samsteg.activities.services import save_group, share_group
from samsteg.activities.sessions import cancel_session
from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from samsteg.statistics.values import Period
from tests.activities.makers import asked, make_group, make_session, whole
from tests.factories import make_authority, make_consent, make_stay, make_team
from tests.statistics.asking import ask
from tests.web.representatives import representative_client
from tests.web.test_attendance_over_a_period import sheet_of
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
OWN, SHARED = range(2)
ALVA, BO, CILLA, DAG = range(4)


@dataclass
class World:
    """A team with a group of its own and one that another team holds.

    Alva is enrolled all along; Bo left and came back; Cilla waits in the queue; Dag has left.
    """

    team: Team
    host: Team
    lead: Client
    groups: tuple[Group, Group]
    people: tuple[int, ...]

    def mark(self, place: int, who: int, back: int, what: str) -> GroupSession:
        """Refused marks are none: of a day to come other than excused, of who wasn't known here then."""
        holder = whole(self.team) if place == OWN else whole(self.host)
        with acting(holder):
            team = self.team if place == OWN else self.host
            session = make_session(holder, team, self.groups[place], TODAY - back * DAY)
        with inside(self.team) as actor:
            try:
                of_session = {"actor": actor, "team": self.team, "series": session.series}
                mark_session(**of_session, asked=[asked(self.people[who], what)])
            except Refused:
                pass
        return session

    def edit(self, place: int, joining: Joining) -> None:
        group = self.groups[place]
        team = self.team if place == OWN else self.host
        with acting(holder := whole(team)):
            now = Group.objects.get(pk=group.pk)
            values = GroupValues(name=now.name, kind=now.kind, joining=joining)
            of_group = {"actor": holder, "team": team, "group_id": now.pk, "expected_version": now.version}
            save_group(**of_group, values=values)

    def cancel(self, session: GroupSession) -> None:
        """By the host, who sees none of the other team's marks."""
        with acting(holder := whole(self.host)):
            now = GroupSession.objects.current().get(series=session.series)
            why: dict[str, Any] = {"reason": "weather", "decided_by": "team"}
            of_session = {"actor": holder, "team": self.host, "series": now.series}
            cancel_session(**of_session, expected_version=now.version, **why)

    def read(self, name: str, key: int, period: Period) -> Any:
        address = reverse(name, args=[self.team.slug, key])
        answer = self.lead.get(f"{address}?from={period.first}&to={period.last}")
        assert answer.status_code == 200
        return answer

    def group_rows(self, place: int, period: Period) -> dict[int, Came]:
        rows = self.read("group_attendance", self.groups[place].pk, period).context["rows"]
        return {row.person.person_id: row.came for row in rows}


def make_world() -> World:
    team, host = make_team(), make_team()
    lead = client_of(make_user(f"lead{team.pk}", team, Role.TEAM_LEAD))
    alva = make_stay(team, enrolled_on=TODAY - 200 * DAY).person_id
    bo = make_stay(team, enrolled_on=TODAY - 200 * DAY, exited_on=TODAY - 60 * DAY).person_id
    make_stay(team, person=bo, enrolled_on=TODAY - 30 * DAY)
    cilla = make_stay(team, mission_received_on=TODAY - 120 * DAY).person_id
    dag = make_stay(team, enrolled_on=TODAY - 200 * DAY, exited_on=TODAY - 40 * DAY).person_id
    people = (alva, bo, cilla, dag)
    with inside(team) as actor:
        record_team_consents(team=team, consents=dict.fromkeys(people, TODAY))
        for number, person in enumerate(people):
            save_name(team=team, person_id=person, name=PersonName("ABCD"[number] * 3, "Provsson"))
        own = make_group(actor, team)
    with acting(holder := whole(host)):
        shared = make_group(holder, host, "Köket")
        share_group(actor=holder, team=host, group_id=shared.pk, partner_id=team.pk)
    return World(team, host, lead, (own, shared), people)


EACH = st.tuples(
    st.sampled_from((OWN, SHARED)),
    st.sampled_from((ALVA, BO, CILLA, DAG)),
    st.integers(-3, 90),
    st.sampled_from(Mark.values),
    st.sampled_from(("", "", "edit", "cancel")),
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    marks=st.lists(EACH, min_size=3, max_size=9, unique_by=lambda one: (one[0], one[2])),
    back=st.tuples(st.integers(-3, 90), st.integers(-3, 90)),
)
def test_the_pages_show_the_figures_share(
    marks: list[tuple[int, int, int, str, str]], back: tuple[int, int]
) -> None:
    world = make_world()
    joining = [Joining.MEMBERS, Joining.MEMBERS]
    for place, who, days, what, then in marks:
        session = world.mark(place, who, days, what)
        if then == "edit":
            joining[place] = Joining.DROP_IN if joining[place] is Joining.MEMBERS else Joining.MEMBERS
            world.edit(place, joining[place])
        elif then == "cancel" and place == SHARED:
            world.cancel(session)
    agree(world, Period(TODAY - max(back) * DAY, TODAY - min(back) * DAY))


def agree(world: World, period: Period) -> Came:
    """The shares of the groups' pages and of the persons' are the figures'; returns that of all."""
    found = ask(world.team, period)
    by_group = [world.group_rows(place, period) for place in (OWN, SHARED)]
    for group, rows in zip(world.groups, by_group, strict=True):
        told = found.get(f"attendance.group.{group.pk}.share")
        whole_group = sum(rows.values(), Came())
        shown = (whole_group.share, whole_group.expected)
        assert shown == ((_near(told.value), told.n) if told is not None else (None, 0))
    whole_team = Came()
    for person in world.people:
        of_person = dict(_person(world, person, period))
        for group, rows in zip(world.groups, by_group, strict=True):
            row = rows.get(person, Came())
            expected = (f"{row.came} of {row.expected}" if row.expected else "", row.times)
            assert of_person.get(group.name, ("", 0)) == expected
            whole_team += row
    figure = found["attendance.share"]
    assert (whole_team.share, whole_team.expected) == (_near(figure.value), figure.n)
    return whole_team


def _near(value: Any) -> Any:
    return None if value is None else pytest.approx(value)


def _person(world: World, person: int, period: Period) -> list[tuple[str, tuple[str, int]]]:
    with translation.override("en"):
        groups = world.read("person_attendance", person, period).context["groups"]
    return [(name, (came, times)) for name, came, _share, times in groups]


def test_a_group_that_becomes_a_drop_in_and_back_again_changes_no_share_of_before() -> None:
    """Alva: here, away, then in a drop-in away and by, then here: 2 of 3 that she was expected to, 3 times there."""
    world = make_world()
    for back, what in ((20, "present"), (19, "absent")):
        world.mark(OWN, ALVA, back, what)
    before = Period(TODAY - 20 * DAY, TODAY - 19 * DAY)
    assert agree(world, before) == Came(1, 1, 2)
    world.edit(OWN, Joining.DROP_IN)
    assert agree(world, before) == Came(1, 1, 2)
    for back, what in ((18, "absent"), (17, "came_by")):
        world.mark(OWN, ALVA, back, what)
    assert agree(world, Period(TODAY - 18 * DAY, TODAY)) == Came(1, 0, 0)
    world.edit(OWN, Joining.MEMBERS)
    world.mark(OWN, ALVA, 16, "present")
    every = Period(TODAY - 20 * DAY, TODAY)
    assert agree(world, every) == Came(3, 2, 3)
    page = world.read("group_attendance", world.groups[OWN].pk, every).content.decode()
    assert "Together: came 2 times, was expected 3 times, 67\u00a0%." in page
    assert "Where people drop in nobody is expected: those times are in no share." in page
    assert "Times there in all" in page
    for name, key in (
        ("group_attendance_excel", world.groups[OWN].pk),
        ("person_attendance_excel", world.people[ALVA]),
    ):
        book = world.read(name, key, every).content
        title = "Attendance" if name.startswith("group") else "Groups"
        label = "AAA Provsson" if name.startswith("group") else world.groups[OWN].name
        rows = {row[0]: row[1:5] for row in sheet_of(book, title)}
        assert rows[label] == (2, 3, pytest.approx(2 / 3), 3)
        about = " ".join(row[0] for row in sheet_of(book, "About the list"))
        assert "Where people drop in nobody is expected: those times are in no share." in about


def test_who_waits_in_the_queue_and_visits_is_counted_and_in_no_share() -> None:
    world = make_world()
    world.mark(OWN, CILLA, 2, "present")
    world.mark(OWN, ALVA, 1, "absent")
    days = Period(TODAY - 5 * DAY, TODAY)
    assert agree(world, days) == Came(1, 0, 1)
    rows = world.group_rows(OWN, days)
    assert rows[world.people[CILLA]] == Came(1, 0, 0)
    page = world.read("group_attendance", world.groups[OWN].pk, days).content.decode()
    assert "Who wasn&#x27;t enrolled on any of these days is in no share." in page


def test_who_has_said_that_they_can_not_come_is_shown_before_the_day() -> None:
    world = make_world()
    session = world.mark(OWN, ALVA, -2, "excused")
    empty = world.mark(OWN, ALVA, -3, "present")  # refused: the day hasn't come
    days = Period(TODAY - 5 * DAY, TODAY + 5 * DAY)
    assert agree(world, days) == Came(0, 0, 1)
    shown = world.read("group_attendance", world.groups[OWN].pk, days).context["sessions"]
    assert [series for series, _day in shown] == [session.series]
    with inside(world.team):
        assert not Attendance.objects.filter(session_series=empty.series).exists()


def test_a_day_to_come_tells_nothing_of_whom_one_does_not_see() -> None:
    """Neither of who is protected nor of who isn't the reader's, on the page and in the file."""
    world = make_world()
    soon = [world.mark(OWN, who, -back, "excused") for back, who in ((2, ALVA), (3, BO), (4, DAG))]
    protected, unseen = world.people[BO], world.people[DAG]
    other = make_user("annan", world.team)
    days = Period(TODAY - 5 * DAY, TODAY + 5 * DAY)
    assert {day for _series, day in _columns(world, days)} == {one.on_day for one in soon}
    with inside(world.team) as actor:
        set_protection(actor=actor, team=world.team, person_id=protected, level=ProtectionLevel.MARKED)
        record_team_consents(team=world.team, consents={unseen: None})
        assign_coaches(team=world.team, coaches={unseen: other.pk})
    assert {protected, unseen}.isdisjoint(world.group_rows(OWN, days))
    assert [series for series, _day in _columns(world, days)] == [soon[0].series]
    book = world.read("group_attendance_excel", world.groups[OWN].pk, days).content
    told = " ".join(str(cell) for row in sheet_of(book, "Attendance") for cell in row)
    assert [one.on_day for one in soon if str(one.on_day) in told] == [soon[0].on_day]


def _columns(world: World, period: Period) -> Any:
    return world.read("group_attendance", world.groups[OWN].pk, period).context["sessions"]


def test_who_reads_attendance_alone_is_told_nothing_of_when_one_was_enrolled() -> None:
    """Cilla waits, Bo wasn't here between two stays: their shares are as of anybody, whichever days are asked for."""
    world, board = make_world(), make_authority()
    outside = representative_client(world.team, board)
    visited = {CILLA: 2, BO: 45}  # the days back, when neither was enrolled
    for who, back in visited.items():
        world.mark(OWN, who, back, "absent")
        make_consent(world.team, world.people[who], board, categories=[DataCategory.ATTENDANCE])
    for who, back in visited.items():
        page = _page_of(world, outside, who, back)
        assert page.context["groups"][0][1:3] == ("0 of 1", "0\u00a0%")
        assert page.context["counted"] == []
        assert "was expected 1 times" in page.content.decode()
    both = [DataCategory.ATTENDANCE, DataCategory.OUTCOME]
    make_consent(world.team, world.people[CILLA], board, categories=both)
    page = _page_of(world, outside, CILLA, visited[CILLA])
    assert page.context["groups"][0][1] == ""
    assert "wasn&#x27;t enrolled on any of these days" in page.content.decode()


def _page_of(world: World, client: Client, who: int, back: int) -> Any:
    day = TODAY - back * DAY
    address = reverse("person_attendance", args=[world.team.slug, world.people[who]])
    answer = client.get(f"{address}?from={day}&to={day}")
    assert answer.status_code == 200
    return answer
