"""The day's page: one's own participants alone, logged, and quiet when there is nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import TODAY, days_ago, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def own(team: Team, user: User, own_id: str, days: int = 30) -> Stay:
    stay = make_stay(team, own_id=own_id, enrolled_on=days_ago(days))
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
    return stay


def page(client: Client, team: Team) -> str:
    answer = client.get(reverse("today", args=[team.slug]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_only_ones_own_silent_ones_are_told_and_logged(team: Team, kim: User) -> None:
    mine, other = own(team, kim, "MIN-1"), own(team, make_user("annan", team), "ANNANS-1")
    new = own(team, kim, "NY-1", days=3)
    html = page(client_of(kim), team)
    assert "MIN-1" in html and "ANNANS-1" not in html and "NY-1" not in html
    assert "1 person silent for 14 days." in html
    with inside(team):
        read = set(ReadEntry.objects.filter(place="page:today").values_list("person_id", flat=True))
    assert read == {mine.person_id} - {other.person_id, new.person_id}


def test_what_one_has_promised_stands_with_its_day(team: Team, kim: User) -> None:
    stay = own(team, kim, "MIN-1", days=3)
    due = TODAY + dt.timedelta(days=2)
    with inside(team):
        values = StepValues(
            kind=StepKind.PROMISE, text="Skicka busskort", agreed_on=TODAY, due_on=due, promised_by_id=kim.pk
        )
        agree_step(
            actor=worker(team, Role.COACH, user_id=kim.pk), team=team, person_id=stay.person_id, values=values
        )
    html = page(client_of(kim), team)
    assert "Skicka busskort" in html and f"by {due}" in html


def test_a_protected_person_is_not_on_the_page(team: Team, kim: User) -> None:
    stay = own(team, kim, "MIN-1")
    own(team, kim, "MIN-2", days=3)
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    assert "MIN-1" not in page(client_of(kim), team)


def test_a_quiet_day_says_so_and_an_empty_team_says_how_to_begin(team: Team, kim: User) -> None:
    client = client_of(kim)
    answer = client.get(reverse("today", args=[team.slug]))
    assert answer.headers["Location"] == reverse("team", args=[team.slug])
    own(team, kim, "NY-1", days=3)
    assert "nothing is due" in page(client, team)


def test_the_lead_sees_whom_nobody_answers_for(team: Team, lead_client: Client, kim: User) -> None:
    make_stay(team, own_id="ATT-1", referred_on=days_ago(4), enrolled_on=None)
    assert "ATT-1" in page(lead_client, team)
    own(team, kim, "NY-1", days=3)
    assert "ATT-1" not in page(client_of(kim), team)
