"""Less to press in the week of a group: the rest are here, several at once, a term after the last."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group, GroupMembership, GroupSession, Leader
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.rules import Beat
from samsteg.web.activities.pages import weekday
from tests.activities.makers import make_group, make_session
from tests.web.test_groups import Place, place, sent
from tests.web.users import client_of, inside, make_user, queries_of

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
REST = 'value="rest"'


def test_the_rest_are_here_marks_those_of_whom_nothing_is_said_and_nobody_else(place: Place) -> None:
    alva, bo, cilla = place.people
    assert place.coach.post(place.roll, sent({alva: "absent"})).status_code == 302
    assert REST in place.coach.get(place.roll).content.decode()
    other = place.person("Dora")  # isn't in the group
    typed = sent({bo: "excused", cilla: ""}, act="rest", about="Eld och kaffe")
    assert place.coach.post(place.roll, typed).status_code == 302
    assert place.marks() == {alva: "absent", bo: "excused", cilla: "present"}
    assert other not in place.marks()
    with inside(place.team):
        assert GroupSession.objects.current().get(series=place.session.series).about == "Eld och kaffe"
    assert REST not in place.coach.get(place.roll).content.decode()  # nobody is left
    assert place.coach.post(place.roll, sent({}, act="rest")).status_code == 302
    with inside(place.team):
        assert Attendance.objects.count() == 3  # pressed again changes nothing


def test_an_answer_that_somebody_else_has_given_meanwhile_isnt_written_over_by_the_rest(place: Place) -> None:
    alva, bo, cilla = place.people
    other = client_of(make_user("kollega", place.team, Role.COACH))
    assert other.post(place.roll, sent({alva: "absent"})).status_code == 302
    assert place.coach.post(place.roll, sent(dict.fromkeys(place.people, ""), act="rest")).status_code == 302
    assert place.marks() == {alva: "absent", bo: "present", cilla: "present"}


def test_no_rest_before_the_day_nor_where_people_drop_in(place: Place) -> None:
    with inside(place.team) as actor:
        ahead = make_session(actor, place.team, place.group, TODAY + 2 * DAY)
        open_ = make_group(actor, place.team, "Öppet hus", joining="drop_in")
        dropping = make_session(actor, place.team, open_, TODAY)
        of_open = {"actor": actor, "team": place.team, "group_id": open_.pk}
        put_in(**of_open, person_id=place.people[0], joined_on=TODAY)
    for session in (ahead, dropping):
        address = place.address("roll_call", session.series)
        assert REST not in place.coach.get(address).content.decode()
        place.coach.post(address, sent(dict.fromkeys(place.people, ""), act="rest"))
    assert place.marks() == {}


def test_several_are_put_into_the_group_with_one_form(place: Place) -> None:
    new = [place.person(name) for name in ("Dora", "Elin")]
    address = place.address("group_put_in", place.group.pk)
    page = place.coach.get(address).content.decode()
    assert re.findall(r'type="checkbox" name="who" value="(\d+)"', page) == [str(one) for one in new]
    none = place.coach.post(address, {"joined_on": str(TODAY), "act": "join"})
    assert none.status_code == 422 and "Choose one at least." in none.content.decode()
    answer = place.coach.post(address, {"who": new, "joined_on": str(TODAY), "act": "join"}, follow=True)
    assert "2 more participants are in the group." in answer.content.decode()
    with inside(place.team):
        assert GroupMembership.objects.current().filter(person_id__in=new).count() == 2


def test_who_comes_in_later_is_told_of_and_stays_as_before(place: Place) -> None:
    now, later = (place.person(name) for name in ("Dora", "Elin"))
    address = place.address("group_put_in", place.group.pk)
    place.coach.post(address, {"who": [later], "joined_on": str(TODAY + 7 * DAY), "act": "join"})
    sent_both = {"who": [now, later], "joined_on": str(TODAY), "act": "join"}
    page = place.coach.post(address, sent_both, follow=True).content.decode()
    assert "The participant is in the group." in page
    assert "comes in later, and stays as before: Elin Provsson." in page
    with inside(place.team):
        days = GroupMembership.objects.current().filter(person_id__in=[now, later])
        assert dict(days.values_list("person_id", "joined_on")) == {now: TODAY, later: TODAY + 7 * DAY}


def test_a_stranger_among_several_is_refused_and_nobody_comes_in(place: Place) -> None:
    new = place.person("Dora")
    address = place.address("group_put_in", place.group.pk)
    data = {"who": [new, 4_000_000_000], "joined_on": str(TODAY), "act": "join"}
    assert place.coach.post(address, data).status_code == 422
    with inside(place.team):
        assert not GroupMembership.objects.filter(person_id=new).exists()


def test_who_makes_a_group_leads_it_unless_they_say_no(place: Place) -> None:
    typed = {
        "name": "Kreativa gruppen",
        "kind": "creative",
        "threshold": "low",
        "joining": "members",
        "place_kind": "room",
        "version": "0",
    }
    page = place.coach.get(place.address("group_new")).content.decode()
    assert re.search(r'name="i_lead"[^>]*checked', page)
    assert place.coach.post(place.address("group_new"), {**typed, "i_lead": "on"}).status_code == 302
    assert place.coach.post(place.address("group_new"), {**typed, "name": "Utan mig"}).status_code == 302
    with inside(place.team):
        leads = [
            (one.group.name, one.user.username) for one in Leader.objects.select_related("user", "group")
        ]
        assert leads == [("Kreativa gruppen", "handledare")]
        made = Group.objects.get(name="Kreativa gruppen")
    assert "i_lead" not in place.coach.get(place.address("group_edit", made.pk)).content.decode()


def test_the_next_term_begins_with_the_times_of_the_last(place: Place) -> None:
    address = place.address("group_plan", place.group.pk)
    assert 'value="09.30"' not in place.coach.get(address).content.decode()
    with inside(place.team) as actor:
        beats = (Beat(2, dt.time(9, 30), dt.time(12)), Beat(4, dt.time(13), dt.time(15)))
        values = TermValues(TODAY, TODAY + 30 * DAY, beats)
        plan_term(actor=actor, team=place.team, group_id=place.group.pk, values=values)
    page = place.coach.get(address).content.decode()
    for at in ("09.30", "12.00", "13.00", "15.00"):
        assert f'value="{at}"' in page
    assert len(re.findall(r'<option value="[24]" selected>', page)) == 2
    assert re.search(r'name="first_on"(?! value)', page)  # the days are the new term's own


def test_todays_sessions_stand_first_with_a_button_of_their_own(place: Place) -> None:
    address = place.address("groups")
    page = place.coach.get(address).content.decode()
    assert 'id="idag"' in page and place.roll in page
    before = queries_of(place.coach, address)
    with inside(place.team) as actor:
        for number in range(3):
            group = make_group(actor, place.team, f"Grupp {number}")
            make_session(actor, place.team, group, TODAY)
            make_session(actor, place.team, group, TODAY - DAY)
    assert queries_of(place.coach, address) == before


def test_a_day_has_its_own_name_on_weekends_too() -> None:
    saturday = dt.date(2026, 11, 21)
    with translation.override("en"):
        assert [weekday(saturday + n * DAY) for n in range(3)] == ["Saturday", "Sunday", "Monday"]
    with translation.override("sv"):
        assert [weekday(saturday + n * DAY) for n in range(3)] == [
            "L\u00f6rdag",
            "S\u00f6ndag",
            "M\u00e5ndag",
        ]


def quick_menu(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    bar = re.search(r'<nav class="s-tabbar".*?</nav>', page, re.S)
    return re.findall(r"</svg>\s*([^<]+)</a>", bar[0]) if bar else []


def test_the_telephones_bar_leads_to_the_groups_and_gives_its_place_to_the_roll_call(place: Place) -> None:
    found = quick_menu(place.coach, place.address("groups"))
    assert [one.strip() for one in found] == ["Today", "Participants", "Calendar", "Groups", "Menu"]
    assert quick_menu(place.coach, place.roll) == []
