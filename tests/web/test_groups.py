"""The pages of groups: planned, called, corrected, moved on from; by role."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import DataCategory, ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.enums import Mark, SessionState
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group, GroupMembership, GroupSession, Term
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_authority, make_consent, make_stay, make_team
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


class Place:
    """A team with a coach signed in, a group, and three who are in it."""

    def __init__(self) -> None:
        self.team: Team = make_team(slug="provdalen")
        self.coach: Client = client_of(make_user("handledare", self.team, Role.COACH))
        self.people = [self.person(name) for name in ("Alva", "Bo", "Cilla")]
        with inside(self.team) as actor:
            self.group = make_group(actor, self.team)
            self.session = make_session(actor, self.team, self.group, TODAY)
            for person in self.people:
                put_in(actor=actor, team=self.team, group_id=self.group.pk, person_id=person, joined_on=TODAY)

    def person(self, name: str) -> int:
        person = make_stay(self.team, enrolled_on=TODAY - dt.timedelta(days=100)).person_id
        with inside(self.team):
            record_team_consents(team=self.team, consents={person: TODAY})
            save_name(team=self.team, person_id=person, name=PersonName(name, "Provsson"))
        return person

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.team.slug, *more])

    @property
    def roll(self) -> str:
        return self.address("roll_call", self.session.series)

    def marks(self) -> dict[int, str]:
        with inside(self.team):
            return dict(Attendance.objects.current().values_list("person_id", "mark"))


@pytest.fixture
def place() -> Place:
    return Place()


def sent(marks: dict[int, str], seen: dict[int, int] | None = None, **more: str) -> dict[str, Any]:
    data: dict[str, Any] = {"person": [str(one) for one in marks]}
    for person, mark in marks.items():
        data[f"p{person}"] = mark
        data[f"seen{person}"] = str((seen or {}).get(person, 0))
    return data | more


def test_a_roll_call_is_saved_by_one_press_without_javascript(place: Place) -> None:
    page = place.coach.get(place.roll).content.decode()
    assert all(f"{name} Provsson" in page for name in ("Alva", "Bo", "Cilla"))
    alva, bo, cilla = place.people
    data = sent({alva: "present", bo: "excused", cilla: "absent"}, guest_count="2", about="Eld och kaffe")
    assert place.coach.post(place.roll, data).status_code == 302
    assert place.marks() == {alva: "present", bo: "excused", cilla: "absent"}
    with inside(place.team):
        now = GroupSession.objects.current().get(series=place.session.series)
        assert (now.state, now.guest_count, now.about) == (SessionState.HELD, 2, "Eld och kaffe")


def test_who_marks_later_is_shown_what_stands_and_loses_nothing(place: Place) -> None:
    """Two leaders have the page open; the second finds the first's mark and the own answer side by side."""
    alva, bo, _cilla = place.people
    other = client_of(make_user("kollega", place.team, Role.COACH))
    assert place.coach.post(place.roll, sent({alva: "present"})).status_code == 302
    answer = other.post(place.roll, sent({alva: "absent", bo: "present"}, about="Vi gick till sj\u00f6n"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Handledare Prov" in page and "Vi gick till sj\u00f6n" in page
    assert place.marks() == {alva: "present", bo: "present"}
    with inside(place.team):
        stands = Attendance.objects.current().get(person_id=alva)
    again = sent({alva: "absent"}, {alva: stands.pk}, about="Vi gick till sj\u00f6n")
    assert other.post(place.roll, again).status_code == 302
    assert place.marks()[alva] == "absent"
    assert "Handledare Prov" in place.coach.get(place.roll).content.decode()  # the corrected one, by whom


def test_two_who_write_about_the_same_session_are_told(place: Place) -> None:
    other = client_of(make_user("kollega", place.team, Role.COACH))
    first = {"about": "Eld", "initial-about": "", "person": []}
    assert place.coach.post(place.roll, first).status_code == 302
    answer = other.post(place.roll, {"about": "Sj\u00f6n", "initial-about": "", "person": []})
    assert answer.status_code == 422
    assert "Eld" in answer.content.decode() and "Sj\u00f6n" in answer.content.decode()
    note_only = {"day_note": "Regn", "initial-day_note": "", "about": "", "initial-about": "", "person": []}
    assert other.post(place.roll, note_only).status_code == 302
    with inside(place.team):
        now = GroupSession.objects.current().get(series=place.session.series)
        assert (now.about, now.day_note) == ("Eld", "Regn")


def test_a_term_is_seen_before_it_is_saved(place: Place) -> None:
    """Fridays from 3 April to 26 June 2026: 13, of which Good Friday, May Day and Midsummer Eve are passed over."""
    address = place.address("group_plan", place.group.pk)
    data = {
        "first_on": "2026-04-03",
        "last_on": "2026-06-26",
        "weekday_1": "5",
        "starts_at_1": "9.30",
        "ends_at_1": "12",
    }
    page = place.coach.post(address, {**data, "act": "preview"})
    assert page.status_code == 200
    assert "10 sessions, 3 are passed over." in page.content.decode()
    assert "Midsummer Eve" in page.content.decode()
    with inside(place.team):
        assert Term.objects.count() == 0
    assert place.coach.post(address, {**data, "act": "save", "anyway": "2026-06-19"}).status_code == 302
    with inside(place.team):
        days = GroupSession.objects.filter(term__isnull=False).values_list("on_day", flat=True)
        assert len(days) == 11
        assert dt.date(2026, 6, 19) in days
    overlapping = place.coach.post(address, {**data, "act": "save"})
    assert overlapping.status_code == 422
    reason = {"overlap_reason": "Tv\u00e5 halvgrupper"}
    same = place.coach.post(address, {**data, **reason, "act": "save"})
    assert same.status_code == 422 and "every day is passed over" in same.content.decode()
    after = {"starts_at_1": "13", "ends_at_1": "15"}
    assert place.coach.post(address, {**data, **reason, **after, "act": "save"}).status_code == 302
    too_long = place.coach.post(address, {**data, "last_on": "2027-10-15", "act": "preview"})
    assert too_long.status_code == 422
    assert "53 weeks" in too_long.content.decode()


def test_a_person_goes_on_to_the_next_group_and_a_full_one_asks(place: Place) -> None:
    alva = place.people[0]
    with inside(place.team) as actor:
        full = make_group(actor, place.team, "Arbetstr\u00e4ning", kind="work_training", capacity=1)
        put_in(actor=actor, team=place.team, group_id=full.pk, person_id=place.people[1])
        held = GroupMembership.objects.current().get(person_id=alva)
    address = place.address("group_leave", alva, held.series)
    data = {"to_group": str(full.pk), "left_on": str(TODAY)}
    answer = place.coach.post(address, data)
    assert answer.status_code == 422
    assert "All 1 places" in answer.content.decode()
    assert place.coach.post(address, {**data, "over_capacity": "on"}).status_code == 302
    page = place.coach.get(place.address("person_groups", alva)).content.decode()
    assert "went on to Arbetstr\u00e4ning" in page
    twice = place.coach.post(
        place.address("person_groups", alva), {"who": str(full.pk), "joined_on": str(TODAY)}
    )
    assert twice.status_code == 422


def test_a_session_on_midsummer_eve_is_told_and_held_by_choice(place: Place) -> None:
    address = place.address("group_session_new", place.group.pk)
    data = {"on_day": "2026-06-19", "starts_at": "9", "ends_at": "12"}
    answer = place.coach.post(address, data)
    assert answer.status_code == 422
    assert "Midsummer Eve" in answer.content.decode()
    assert place.coach.post(address, {**data, "anyway": "on"}).status_code == 302


def test_a_cancelled_day_stands_with_its_reason(place: Place) -> None:
    address = place.address("group_session", place.session.series)
    data = {"act": "cancel", "version": "1", "reason": "weather", "decided_by": "team"}
    assert place.coach.post(address, {**data, "version": "9"}).status_code == 422
    assert place.coach.post(address, data).status_code == 302
    assert "the weather" in place.coach.get(place.address("group", place.group.pk)).content.decode()
    assert place.coach.post(place.roll, sent({place.people[0]: "present"})).status_code == 422
    assert place.coach.post(address, {"act": "restore"}).status_code == 302
    assert place.coach.post(place.roll, sent({place.people[0]: "present"})).status_code == 302


def test_the_list_on_paper_and_the_page_never_have_who_is_protected(place: Place) -> None:
    alva, setter = place.people[0], make_user("mika", place.team, Role.TEAM_LEAD)
    with inside(place.team) as actor:
        by = replace(actor, user_id=setter.pk)
        set_protection(actor=by, team=place.team, person_id=alva, level=ProtectionLevel.MARKED)
    page = place.coach.get(place.roll).content.decode()
    assert "Alva" not in page and "Bo Provsson" in page
    paper = place.coach.get(place.address("roll_list", place.session.series))
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    assert place.coach.get(place.address("group_put_in", place.group.pk)).content.decode().count("Alva") == 0


def test_a_representative_reads_attendance_where_a_consent_opens_it(place: Place) -> None:
    board, bo = make_authority(), place.people[1]
    user = make_user("representant")
    join(place.team, user, Role.REPRESENTATIVE, authority=board)
    with inside(place.team) as actor:
        by = {"actor": actor, "team": place.team, "series": place.session.series}
        mark_session(**by, asked=[asked(bo, Mark.PRESENT)])
    representative, address = client_of(user), place.address("person_groups", bo)
    assert representative.get(address).status_code == 404
    make_consent(place.team, bo, board, categories=[DataCategory.WORK])
    closed = representative.get(address)
    assert closed.status_code == 200
    assert place.group.name not in closed.content.decode()
    make_consent(place.team, bo, board, categories=[DataCategory.ATTENDANCE])
    opened = representative.get(address).content.decode()
    assert place.group.name in opened
    assert representative.get(place.roll).status_code == 403
    assert representative.post(address, {"who": "1"}).status_code == 200  # no form: nothing happens
    with inside(place.team):
        assert GroupMembership.objects.current().filter(person_id=bo).count() == 1


@pytest.mark.parametrize("page", ["roll_call", "group", "groups", "group_attendance"])
def test_questions_do_not_grow_with_people_sessions_and_groups(place: Place, page: str) -> None:
    more = {"roll_call": [place.session.series], "groups": []}.get(page, [place.group.pk])
    address = place.address(page, *more)
    with inside(place.team) as actor:
        make_session(
            actor, place.team, place.group, TODAY - dt.timedelta(days=1)
        )  # one that lacks its roll call, and one that was held
        held = make_session(actor, place.team, place.group, TODAY - dt.timedelta(days=2))
        marks = [asked(place.people[0], Mark.PRESENT)]
        mark_session(actor=actor, team=place.team, series=held.series, asked=marks)
    place.coach.get(address)

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert place.coach.get(address).status_code == 200
        return len(captured)

    before = questions()
    for number in range(6):
        person = place.person(f"Dag{number}")
        with inside(place.team) as actor:
            put_in(actor=actor, team=place.team, group_id=place.group.pk, person_id=person, joined_on=TODAY)
            make_group(actor, place.team, f"Grupp {number}")
            day = TODAY - dt.timedelta(days=7 * (number + 1))
            session = make_session(actor, place.team, place.group, day)
            by = {"actor": actor, "team": place.team}
            if number:
                mark_session(**by, series=session.series, asked=[asked(person, Mark.PRESENT)])
    assert questions() == before


def test_a_group_is_made_found_and_ended(place: Place) -> None:
    values = {"name": "Mindfulness", "kind": "mindfulness", "threshold": "low", "joining": "drop_in"}
    data = {**values, "place_kind": "digital", "version": "0"}
    assert place.coach.post(place.address("group_new"), data).status_code == 302
    twice = place.coach.post(place.address("group_new"), data)
    assert twice.status_code == 422
    with inside(place.team):
        made = Group.objects.get(name="Mindfulness")
    found = place.coach.get(place.address("groups"), {"q": "mindf"}).content.decode()
    assert "Mindfulness" in found and place.group.name not in found.split("<table")[1]
    assert (
        place.coach.post(place.address("group", made.pk), {"act": "end", "ended_on": str(TODAY)}).status_code
        == 302
    )
    assert "Mindfulness" not in place.coach.get(place.address("groups")).content.decode().split("<table")[1]
    assert place.coach.get(place.address("groups_excel")).status_code == 200
