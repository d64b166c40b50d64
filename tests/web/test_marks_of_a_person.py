"""Attendance from the person's own page, for whom no list names; and back into a group that was left by mistake."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import name_staff, set_protection
from samsteg.access.services import assign_coaches
from samsteg.activities.ending import end_group
from samsteg.activities.members import PUT_BACK_WITHIN, put_in, take_out
from samsteg.activities.models import Attendance, Group, GroupMembership
from samsteg.activities.places import places_taken
from samsteg.activities.selectors import session_of
from samsteg.core.context import acting
from tests.activities.makers import make_group, make_session
from tests.factories import make_authority, officer
from tests.web.test_groups import Place, place
from tests.web.users import client_of, inside, join, make_user

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def protect(where: Place, person: int) -> None:
    setter = make_user("mika", where.team, Role.TEAM_LEAD)
    with inside(where.team) as actor:
        set_protection(
            actor=replace(actor, user_id=setter.pk),
            team=where.team,
            person_id=person,
            level=ProtectionLevel.MARKED,
        )


def test_who_is_protected_is_marked_by_the_own_coach_and_no_list_tells(place: Place) -> None:
    bo = place.people[1]
    kim = make_user("kim", place.team)
    with inside(place.team):
        assign_coaches(team=place.team, coaches={bo: kim.pk})
    protect(place, bo)
    with acting(officer(place.team, user_id=make_user("ombud").pk)) as actor:
        name_staff(actor=actor, team=place.team, person_id=bo, user_id=kim.pk)
    own, key = client_of(kim), str(place.session.series)
    address = place.address("person_marks", bo)
    sent = {f"p{key}": "present", f"seen{key}": "0"}
    assert own.post(place.roll, {"person": [bo], f"p{bo}": "present"}).status_code == 404  # not in the list
    assert place.coach.get(address).status_code == 404  # a colleague who isn't named
    assert place.coach.post(address, sent).status_code == 404
    assert place.marks() == {}
    assert "Skogsgruppen" in own.get(address).content.decode()
    assert own.post(address, sent).status_code == 302
    assert place.marks() == {bo: "present"}
    group = place.address("group", place.group.pk)
    for page in (place.roll, group):
        shown = place.coach.get(page).content.decode()
        assert "Bo Provsson" not in shown and "1 marked" not in shown
    with inside(place.team) as actor:
        assert session_of(actor, place.team, place.session.series).marks == 0


def test_what_somebody_else_has_marked_meanwhile_is_told(place: Place) -> None:
    alva, key = place.people[0], str(place.session.series)
    address = place.address("person_marks", alva)
    other = client_of(make_user("kollega", place.team))
    assert place.coach.post(address, {f"p{key}": "present", f"seen{key}": "0"}).status_code == 302
    answer = other.post(address, {f"p{key}": "absent", f"seen{key}": "0"})
    assert answer.status_code == 422 and "Handledare Prov" in answer.content.decode()
    with inside(place.team):
        stands = Attendance.objects.current().get()
    assert other.post(address, {f"p{key}": "none", f"seen{key}": str(stands.pk)}).status_code == 302
    assert place.marks() == {}


def test_only_sessions_of_days_in_the_group_are_there(place: Place) -> None:
    """Bo came into the group today: last week's session isn't Bo's, nor another group's, nor tomorrow's."""
    with inside(place.team) as actor:
        other = make_group(actor, place.team, "Kreativa gruppen")
        for group, day in ((place.group, TODAY - 7 * DAY), (place.group, TODAY + DAY), (other, TODAY)):
            make_session(actor, place.team, group, day)
    page = place.coach.get(place.address("person_marks", place.people[1])).content.decode()
    assert page.count("<fieldset") == 1 and "Kreativa" not in page


def test_questions_do_not_grow_with_sessions(place: Place, django_assert_max_num_queries: Any) -> None:
    address = place.address("person_marks", place.people[0])
    place.coach.get(address)
    with CaptureQueriesContext(connection) as before:
        place.coach.get(address)
    with inside(place.team) as actor:
        GroupMembership.objects.update(joined_on=TODAY - 30 * DAY)
        for number in range(1, 6):
            make_session(actor, place.team, place.group, TODAY - number * DAY)
    with django_assert_max_num_queries(len(before)):
        assert place.coach.get(address).content.decode().count("<fieldset") == 6


def left(where: Place, person: int, on: dt.date = TODAY) -> str:
    with inside(where.team) as actor:
        held = GroupMembership.objects.current().get(person_id=person)
        take_out(actor=actor, team=where.team, series=held.series, left_on=on, reason="own_wish")
        return str(held.series)


def test_a_leaving_by_mistake_is_undone_and_stays_in_the_history(place: Place) -> None:
    alva = place.people[0]
    series = left(place, alva)
    address = place.address("person_groups", alva)
    assert series in place.coach.get(address).content.decode()
    assert place.coach.post(address, {"act": "put_back", "series": series}).status_code == 302
    with inside(place.team):
        versions = list(GroupMembership.objects.filter(series=series).order_by("version"))
    assert [(row.left_on, row.leave_reason) for row in versions] == [
        (None, ""),
        (TODAY, "own_wish"),
        (None, ""),
    ]
    bo = place.address("person_groups", place.people[1])
    assert place.coach.post(bo, {"act": "put_back", "series": series}).status_code == 404  # another's
    assert place.coach.post(address, {"act": "put_back", "series": "x"}).status_code == 404


def test_no_way_back_after_long_or_into_a_group_that_has_ended(place: Place) -> None:
    alva, bo, cilla = place.people
    with inside(place.team):
        GroupMembership.objects.update(joined_on=TODAY - PUT_BACK_WITHIN - 9 * DAY)
    old, near = left(place, alva, TODAY - PUT_BACK_WITHIN - DAY), left(place, bo)
    assert old not in place.coach.get(place.address("person_groups", alva)).content.decode()
    with inside(place.team) as actor:
        end_group(actor=actor, team=place.team, group_id=place.group.pk, ended_on=TODAY)
    for person, series, said in ((alva, old, "60 days"), (bo, near, "has ended")):
        sent = {"act": "put_back", "series": series}
        answer = place.coach.post(place.address("person_groups", person), sent, follow=True)
        assert said in answer.content.decode()
    with inside(place.team):
        rows = GroupMembership.objects.current()
        assert not rows.filter(left_on__isnull=True).exists()
        ended = rows.filter(leave_reason="group_ended").values_list("person_id", "left_on")
        assert list(ended) == [(cilla, TODAY)]  # the others had left before
    page = place.coach.get(place.address("person_groups", cilla)).content.decode()
    assert "The group has ended" in page and "put_back" not in page  # offered only where it can be done


def test_a_representative_marks_nobody(place: Place) -> None:
    robin = make_user("robin")
    join(place.team, robin, Role.REPRESENTATIVE, make_authority())
    address = reverse("person_marks", args=[place.team.slug, place.people[0]])
    assert client_of(robin).get(address).status_code in (403, 404)


def test_who_is_put_back_into_a_group_that_has_been_filled_needs_a_tick(place: Place) -> None:
    alva, bo, _cilla = place.people
    series = left(place, alva)
    new = place.person("Dag")
    with inside(place.team) as actor:
        Group.objects.filter(pk=place.group.pk).update(capacity=3)
        put_in(actor=actor, team=place.team, group_id=place.group.pk, person_id=new, joined_on=TODAY)
    address = place.address("person_groups", alva)
    sent = {"act": "put_back", "series": series}
    answer = place.coach.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "All 3 places in Skogsgruppen are taken." in page
    assert page.count('name="over_capacity"') == 1  # that of the row; the other form wasn't sent
    assert not answer.context["form"].is_bound
    with inside(place.team):
        assert GroupMembership.objects.current().get(person_id=alva).left_on == TODAY
    assert place.coach.post(address, sent | {"over_capacity": "on"}).status_code == 302
    with inside(place.team) as actor:
        assert GroupMembership.objects.current().get(person_id=alva).left_on is None
        assert places_taken(place.team, place.group, TODAY) == 4
    series = left(place, bo)  # and back where a place is free again
    with inside(place.team):
        Group.objects.filter(pk=place.group.pk).update(capacity=4)
    back = {"act": "put_back", "series": series}
    assert place.coach.post(place.address("person_groups", bo), back).status_code == 302
    with inside(place.team):
        assert GroupMembership.objects.current().get(person_id=bo).left_on is None
