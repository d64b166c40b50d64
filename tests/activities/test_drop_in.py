"""A drop-in expects nobody: its roll call begins with who came lately, without absence; one with members differs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.activities.enums import Joining, Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group, GroupMembership, GroupSession
from samsteg.activities.rolls import roll_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import TODAY, days_ago, worker
from tests.web.conftest import team
from tests.web.users import client_of, inside, make_user

__all__ = ["team"]
pytestmark = pytest.mark.django_db
NEVER, LONG_AGO, LATELY, NEW, GUEST = range(5)


@dataclass
class Hall:
    """Five persons: never there, there long ago, there lately, new in the group, and there without being in it."""

    team: Team
    head: Actor
    client: Client
    group: Group
    session: GroupSession
    people: list[int]

    def called(self, joining: Joining) -> set[int]:
        with acting(self.head):
            rows = roll_of(
                self.head, self.team, self.group.pk, self.session.series, self.session.on_day, joining
            )
        return {self.people.index(one.person_id) for one in rows}

    def mark(self, session: GroupSession, who: int, mark: Mark) -> None:
        with inside(self.team):
            mark_session(
                actor=self.head,
                team=self.team,
                series=session.series,
                asked=[asked(self.people[who], mark.value)],
            )

    def page(self) -> str:
        address = reverse("roll_call", args=[self.team.slug, self.session.series])
        return self.client.get(address).content.decode()


@pytest.fixture(params=[Joining.DROP_IN, Joining.MEMBERS])
def hall(request: pytest.FixtureRequest, team: Team) -> Hall:
    user = make_user("ledare", team, Role.TEAM_LEAD)
    head = worker(team, Role.TEAM_LEAD, user_id=user.pk)
    people = [make_stay(team, enrolled_on=days_ago(400)).person_id for _one in range(5)]
    for person_id in people:
        make_consent(team, person_id)
    with inside(team):
        group = make_group(head, team, "Träffpunkt", joining=request.param.value)
        sessions = [make_session(head, team, group, days_ago(ago)) for ago in (200, 30, 0)]
        for who, ago in ((NEVER, 300), (LONG_AGO, 300), (LATELY, 300), (NEW, 3)):
            put_in(actor=head, team=team, group_id=group.pk, person_id=people[who], joined_on=days_ago(ago))
    made = Hall(team, head, client_of(user), group, sessions[2], people)
    made.mark(sessions[0], LONG_AGO, Mark.PRESENT)
    made.mark(sessions[1], LATELY, Mark.PRESENT)
    made.mark(sessions[1], GUEST, Mark.CAME_BY)
    return made


def test_it_begins_with_those_who_came_lately(hall: Hall) -> None:
    joining = Joining(hall.group.joining)
    expected = {LATELY, NEW, GUEST} if joining is Joining.DROP_IN else {NEVER, LONG_AGO, LATELY, NEW}
    assert hall.called(joining) == expected
    page = hall.page()
    assert {who for who in range(5) if f'id="p{hall.people[who]}"' in page} == expected


def test_whoever_is_marked_is_there_however_long_ago(hall: Hall) -> None:
    hall.mark(hall.session, NEVER, Mark.PRESENT)
    assert NEVER in hall.called(Joining(hall.group.joining))


def test_nobody_is_away_from_a_drop_in(hall: Hall) -> None:
    offered = 'value="absent"' in hall.page()
    assert offered is (hall.group.joining == Joining.MEMBERS)
    own = reverse("person_marks", args=[hall.team.slug, hall.people[LATELY]])
    assert ('value="absent"' in hall.client.get(own).content.decode()) is offered


def test_an_absence_that_stands_is_shown_and_not_lost_by_saving(hall: Hall) -> None:
    hall.mark(hall.session, LATELY, Mark.ABSENT)  # by a file, or before the group became a drop-in
    page, person_id = hall.page(), hall.people[LATELY]
    assert f'id="p{person_id}-absent" name="p{person_id}" value="absent" checked' in page
    with inside(hall.team):
        row = Attendance.objects.current().get(session_series=hall.session.series)
    address = reverse("roll_call", args=[hall.team.slug, hall.session.series])
    sent = {"person": [str(person_id)], f"p{person_id}": "absent", f"seen{person_id}": str(row.pk)}
    assert hall.client.post(address, sent).status_code == 302
    with inside(hall.team):
        assert Attendance.objects.current().get(session_series=hall.session.series).mark == "absent"


def test_what_the_group_becomes_changes_no_mark_and_a_corrected_one_keeps_what_it_was(hall: Hall) -> None:
    was = hall.group.joining == Joining.DROP_IN
    hall.mark(hall.session, LATELY, Mark.PRESENT)
    with inside(hall.team):
        Group.objects.filter(pk=hall.group.pk).update(joining=Joining.MEMBERS if was else Joining.DROP_IN)
        first = Attendance.objects.current().get(session_series=hall.session.series)
        corrected = [asked(hall.people[LATELY], Mark.DIGITAL.value, expected_id=first.pk)]
        added = [asked(hall.people[NEW], Mark.PRESENT.value)]
        mark_session(actor=hall.head, team=hall.team, series=hall.session.series, asked=corrected + added)
        rows = Attendance.objects.current().filter(session_series=hall.session.series)
        said = {
            hall.people.index(person): told for person, told in rows.values_list("person_id", "is_drop_in")
        }
    assert said == {LATELY: was, NEW: not was}


def test_who_has_left_the_group_is_called_where_all_may_come(hall: Hall) -> None:
    with inside(hall.team):
        GroupMembership.objects.filter(person_id=hall.people[LATELY]).update(
            left_on=TODAY - dt.timedelta(days=1), leave_reason="own_wish"
        )
    called = hall.called(Joining(hall.group.joining))
    assert (LATELY in called) is (hall.group.joining == Joining.DROP_IN)  # a drop-in is open to all


def test_who_came_when_counts_the_times_alone_where_nobody_was_expected(hall: Hall) -> None:
    answer = hall.client.get(reverse("group_attendance", args=[hall.team.slug, hall.group.pk]))
    came = {hall.people.index(row.person.person_id): row.words for row in answer.context["rows"]}
    is_drop_in = hall.group.joining == Joining.DROP_IN
    assert came[LATELY] == ("1" if is_drop_in else "1 of 1")
    assert came[GUEST] == ("1" if is_drop_in else "")
    assert ("Nobody is expected" in answer.content.decode()) is is_drop_in
