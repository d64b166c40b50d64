"""A step after which one no longer sees the participant: it is taken all the same, and one is led to the list."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import SealedDraft, Stay
from samsteg.participants.visits.records import Booking
from samsteg.participants.visits.services import book_visit
from samsteg.participants.way.enums import State, Step
from tests.factories import make_consent, make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """By the default rule: without a consent to the team one sees one's own, and the lead who has no coach."""
    made = make_team("Team Provdalen")
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def lead_user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def head(team: Team, lead_user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=lead_user.pk)


@pytest.fixture
def colleague(team: Team) -> User:
    return make_user("kollega", team)


@pytest.fixture
def client(lead_user: User) -> Client:
    return client_of(lead_user)


def at(name: str, stay: Stay, *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def coaches_of(team: Team, stay: Stay) -> list[int]:
    with inside(team):
        rows = CoachAssignment.objects.filter(person_id=stay.person_id, valid_to__isnull=True)
        return list(rows.values_list("coach_id", flat=True))


def enrol_with(client: Client, stay: Stay, coach: User) -> tuple[int, str]:
    """Through the parts, and the last page sent: its status and where it leads."""
    start = {
        "on": str(TODAY),
        "coach_id": str(coach.pk),
        "planned_on": str(TODAY + dt.timedelta(days=300)),
        "trial_ends_on": "",
    }
    assert client.post(at("way_part", stay, Step.ENROL, 2), start).status_code == 302
    answer = client.post(at("way_check", stay, Step.ENROL))
    return answer.status_code, answer.headers.get("Location", "")


def test_the_lead_enrols_somebody_unallocated_with_another_coach(
    client: Client, team: Team, head: Actor, colleague: User
) -> None:
    """No consent to the team is signed: from the start on the participant is the coach's alone."""
    stay = bring_to(head, team, State.QUEUE)
    participants = reverse("participants", args=[team.slug])
    assert enrol_with(client, stay, colleague) == (302, participants)
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).enrolled_on == TODAY
        assert not SealedDraft.objects.exists()
    assert coaches_of(team, stay) == [colleague.pk]
    with translation.override("en"):
        page = client.get(participants).content.decode()
    assert "You no longer see the participant" in page
    assert stay.own_id not in page
    assert client.get(at("participant", stay)).status_code == 404
    assert client_of(colleague).get(at("participant", stay)).status_code == 200


def test_the_lead_who_becomes_the_coach_is_led_to_the_participant(
    client: Client, team: Team, head: Actor, lead_user: User
) -> None:
    stay = bring_to(head, team, State.QUEUE)
    assert enrol_with(client, stay, lead_user) == (302, at("participant", stay))


def test_a_coach_whose_step_back_gives_the_participant_to_another_is_led_to_the_list(
    client: Client, team: Team, head: Actor, lead_user: User, colleague: User
) -> None:
    """The enrolment chose the lead as coach; taken back, the one before is responsible again."""
    stay = bring_to(head, team, State.QUEUE)
    with inside(team):
        CoachAssignment.objects.create(
            team=team, person_id=stay.person_id, coach=colleague, valid_from=days_ago(30)
        )
    theirs = client_of(colleague)
    enrol_with(theirs, stay, lead_user)
    assert coaches_of(team, stay) == [lead_user.pk]
    page = client.get(at("way", stay)).content.decode()
    moment = page.split('name="moment" value="')[1].split('"')[0]
    answer = client.post(at("way_undo", stay), {"moment": moment})
    assert answer.headers["Location"] == reverse("participants", args=[team.slug])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert coaches_of(team, stay) == [colleague.pk]


def test_whom_a_consent_let_one_see_is_gone_with_an_exit_dated_back(
    client: Client, team: Team, head: Actor, colleague: User
) -> None:
    """The consent ended the day after the exit, which was ten days ago."""
    stay = bring_to(replace(head, user_id=colleague.pk), team, State.ENROLLED)
    make_consent(team, stay.person_id, signed_on=days_ago(50), ends_at_exit=True)
    where = {"on": str(days_ago(10)), "reason": "studies"}
    assert client.post(at("way_part", stay, Step.EXIT, 1), where).status_code == 302
    answer = client.post(at("way_check", stay, Step.EXIT))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("participants", args=[team.slug]),
    )
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).exited_on == days_ago(10)


def test_a_visit_that_ended_the_referral_leads_to_what_one_sees(
    client: Client, team: Team, head: Actor, colleague: User
) -> None:
    stay = bring_to(head, team, State.QUEUE)
    make_consent(team, stay.person_id, signed_on=days_ago(50), ends_at_start=True)
    with inside(team):
        booking = Booking(on_day=days_ago(9), starts_at=dt.time(10, 0), kind="study_visit", form="place")
        visit = book_visit(actor=head, team=team, person_id=stay.person_id, booking=booking)
    theirs = client_of(colleague)
    told = {"act": "hold", "version": str(visit.version), "outcome": "no", "ends_referral": "on"}
    answer = theirs.post(at("visit", stay, visit.pk), told)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("participants", args=[team.slug]),
    )
    assert theirs.get(answer.headers["Location"]).status_code == 200
    assert client.get(at("way", stay)).status_code == 200  # nobody's, and so the lead's to see


def test_another_teams_participant_is_still_not_there(client: Client, team: Team) -> None:
    other = make_team()
    stay = bring_to(worker(other, Role.TEAM_LEAD), other, State.QUEUE)
    address = reverse("way_check", args=[team.slug, stay.person_id, Step.ENROL])
    assert client.post(address).status_code == 404
