"""The first follow-up inside the intake: proposed, booked with the start in one press, or left for later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.rules import first_due
from samsteg.follow_ups.times import set_times
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.undoing import last_step
from tests.factories import lead, make_authority, make_consent, make_team
from tests.participants.way.walking import bring_to, worker
from tests.web.test_closing_booked import person, talk
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
DUE = first_due(TODAY, TODAY, 8)


@pytest.fixture
def team() -> Team:
    made = make_team("Team Provdalen")
    with inside(made):
        set_times(actor=lead(made), team=made, valid_from=TODAY - 30 * DAY, first_weeks=8, every_months=3)
    return made


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


@pytest.fixture
def board() -> Authority:
    return make_authority("Provnämnden")


@pytest.fixture
def stay(team: Team, head: Actor, board: Authority) -> Stay:
    stay = bring_to(head, team, State.QUEUE)
    make_consent(team, stay.person_id)
    return stay


def at(stay: Stay, name: str, *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def begin(client: Client, stay: Stay, coach: User, on: dt.date = TODAY) -> None:
    start = {
        "on": str(on),
        "coach_id": str(coach.pk),
        "planned_on": str(TODAY + 300 * DAY),
        "trial_ends_on": "",
    }
    assert client.post(at(stay, "way_part", Step.ENROL, 2), start).status_code == 302


def say(client: Client, stay: Stay, **changes: object) -> None:
    said = {"follow_ups_agreed_on": "", "first_on": str(DUE), "first_at": "13.30", "first_form": "team"}
    answer = client.post(at(stay, "way_part", Step.ENROL, 3), {**said, **changes})
    assert answer.status_code == 302, answer.content.decode()


def booked(team: Team) -> list[FollowUp]:
    with inside(team):
        return list(FollowUp.objects.current().filter(state="booked"))


def test_it_is_proposed_by_the_teams_times_and_booked_with_the_start(
    client: Client, team: Team, user: User, stay: Stay, board: Authority
) -> None:
    begin(client, stay, user)
    form = client.get(at(stay, "way_part", Step.ENROL, 3)).context["form"]
    assert form["first_on"].value() == DUE
    say(client, stay, first_invited=[str(board.pk)], first_place="Rum 3")
    checked = client.get(at(stay, "way_check", Step.ENROL)).content.decode()
    assert str(DUE) in checked and "13.30" in checked and "Provnämnden" in checked and "Rum 3" in checked
    assert booked(team) == []
    page = client.post(at(stay, "way_check", Step.ENROL), follow=True).content.decode()
    assert f"The first follow-up is booked: {DUE} at 13.30." in page
    (row,) = booked(team)
    assert (row.kind, row.meeting_on, row.due_on, row.authority_ids) == ("first", DUE, DUE, [board.pk])
    again = client.post(at(stay, "way_check", Step.ENROL))
    assert again.status_code == 422 and len(booked(team)) == 1  # the second of two clicks


def test_what_the_new_coach_has_then_is_told_before_it_is_saved(
    client: Client, team: Team, user: User, stay: Stay
) -> None:
    talk(person(team, "Ada"), user, DUE)  # a quarter past nine to ten
    begin(client, stay, user)
    say(client, stay, first_at="9.30")
    told = client.get(at(stay, "way_check", Step.ENROL)).content.decode()
    assert "has something else at 09.15 that day." in told and "Ada" not in told
    say(client, stay, first_at="10")
    assert "has something else" not in client.get(at(stay, "way_check", Step.ENROL)).content.decode()
    say(client, stay, first_at="9.30")
    assert client.post(at(stay, "way_check", Step.ENROL)).status_code == 302  # all the same
    assert [row.meeting_on for row in booked(team)] == [DUE]


def test_a_start_ahead_proposes_a_day_after_it(client: Client, user: User, stay: Stay) -> None:
    begin(client, stay, user, TODAY - 20 * DAY)
    form = client.get(at(stay, "way_part", Step.ENROL, 3)).context["form"]
    assert form["first_on"].value() == first_due(TODAY - 20 * DAY, TODAY - 30 * DAY, 8)


def test_left_for_later_nothing_is_booked_and_the_start_is_made(
    client: Client, team: Team, user: User, stay: Stay
) -> None:
    begin(client, stay, user)
    say(client, stay, first_on="")
    rows = [row.label for row in client.get(at(stay, "way_check", Step.ENROL)).context["rows"]]
    assert "Day of the first follow-up" in rows and "Place or link" not in rows
    page = client.post(at(stay, "way_check", Step.ENROL), follow=True).content.decode()
    assert "The first follow-up" not in page and booked(team) == []
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).enrolled_on == TODAY
    due = client.get(at(stay, "follow_ups")).content.decode()
    assert f"Should be held about {DUE}. No day is booked." in due


def test_who_skips_the_part_books_nothing(client: Client, team: Team, user: User, stay: Stay) -> None:
    begin(client, stay, user)
    assert client.post(at(stay, "way_check", Step.ENROL)).status_code == 302
    assert booked(team) == []


@pytest.mark.parametrize(
    ("field", "wrong"), [("first_on", str(TODAY - DAY)), ("first_place", "x" * 301), ("first_at", "tio")]
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(
    client: Client, team: Team, user: User, stay: Stay, field: str, wrong: str
) -> None:
    begin(client, stay, user)
    client.post(
        at(stay, "way_part", Step.ENROL, 3), {"first_on": str(DUE), "first_form": "team", field: wrong}
    )
    answer = client.post(at(stay, "way_check", Step.ENROL))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).enrolled_on is None
    assert booked(team) == []


def test_the_lead_who_sees_the_person_no_more_is_told_and_the_start_is_made(
    client: Client, team: Team, user: User, head: Actor
) -> None:
    alone = bring_to(head, team, State.QUEUE)  # no consent to the team is signed
    begin(client, alone, make_user("kim", team))
    say(client, alone)
    page = client.post(at(alone, "way_check", Step.ENROL), follow=True).content.decode()
    assert "The first follow-up is not booked." in page and booked(team) == []
    with inside(team):
        assert Stay.objects.get(pk=alone.pk).enrolled_on == TODAY


def test_the_start_taken_back_takes_the_follow_up_with_it(
    client: Client, team: Team, user: User, stay: Stay
) -> None:
    begin(client, stay, user)
    say(client, stay)
    client.post(at(stay, "way_check", Step.ENROL))
    assert len(booked(team)) == 1
    with inside(team):
        last = last_step(Stay.objects.get(pk=stay.pk))
    assert last is not None
    client.post(at(stay, "way_undo"), {"moment": last.moment.isoformat()})
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).enrolled_on is None
    assert booked(team) == []


def test_a_protected_persons_place_is_not_asked_for(
    client: Client, team: Team, user: User, stay: Stay
) -> None:
    form = client.get(at(stay, "way_part", Step.ENROL, 3)).context["form"]
    assert "first_place" in form.fields
    officer = make_user("ansvarig")
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        NamedStaff.objects.create(
            team=team, person_id=stay.person_id, user=user, valid_from=TODAY, granted_by=officer
        )
    form = client.get(at(stay, "way_part", Step.ENROL, 3)).context["form"]
    assert "first_place" not in form.fields
