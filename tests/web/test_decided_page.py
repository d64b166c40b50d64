"""The page that corrects what was decided and said: only what the stay has come to, with what it said before beside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.amending import decided_now
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import QueuePause
from tests.factories import make_consent
from tests.participants.way.test_amending import walked
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=make_user("ledaren", team, Role.TEAM_LEAD).pk)


@pytest.fixture
def stay(head: Actor, team: Team) -> Stay:
    stay = walked(head, team)
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay, name: str = "correct_decided") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, stay.pk])


def opened(client: Client, there: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.get(there).context["form"]
    typed = {field.name: field.value() for field in form}
    return {name: value for name, value in typed.items() if value not in (None, False)}


def test_saved_untouched_it_changes_nothing(coach_client: Client, head: Actor, stay: Stay) -> None:
    with acting(head):
        before = decided_now(stay.team, stay)
    assert coach_client.post(address(stay), opened(coach_client, address(stay))).status_code == 302
    with acting(head):
        assert decided_now(stay.team, stay) == before
        assert QueuePause.objects.filter(stay=stay).count() == 2  # opened and ended, nothing more


def test_a_correction_is_saved_and_both_values_are_told(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay))
    typed |= {"occupation": "student", "own_words": "Nya ord", "pause_0_started_on": str(days_ago(179))}
    page = coach_client.post(address(stay), typed, follow=True).content.decode()
    assert "Corrected." in page
    told = coach_client.get(address(stay)).content.decode()
    assert "Before that: Neither work nor studies." in told
    assert "Before that: Tack." in told
    assert f"{days_ago(179)} \u2013 {days_ago(170)}" in told
    assert f"Before that: {days_ago(180)} \u2013 {days_ago(170)}" in told
    assert address(stay, "correct_stay") in told
    assert address(stay) in coach_client.get(address(stay, "correct_stay")).content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay)) | {
        "own_words": "kvar i rutan",
        "pause_0_gone": "on",
        "pause_1_started_on": str(days_ago(175)),
        "pause_1_ended_on": str(days_ago(100)),
        "pause_1_reason": "away",
    }
    answer = coach_client.post(address(stay), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["pause_1_ended_on"]
    assert "kvar i rutan" in answer.content.decode()
    typed["pause_1_ended_on"] = str(days_ago(160))
    assert coach_client.post(address(stay), typed).status_code == 302
    with acting(worker(stay.team, Role.TEAM_LEAD)):
        (pause,) = QueuePause.objects.filter(stay=stay, superseded_at__isnull=True)
    assert pause.started_on == days_ago(175)


def test_two_at_once(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay)) | {"education": "higher"}
    first = opened(lead_client, address(stay)) | {"education": "none"}
    assert lead_client.post(address(stay), first).status_code == 302
    answer = coach_client.post(address(stay), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Changed in between" in page
    assert "now kept: Less than compulsory school" in page
    again = typed | {"version": answer.context["version"]}
    assert coach_client.post(address(stay), again).status_code == 302


def test_only_what_the_stay_has_come_to_is_asked(head: Actor, team: Team, lead_client: Client) -> None:
    stay = bring_to(head, team, State.QUEUE)
    step(head, team, stay, Step.PRIORITISE, TODAY, reason="age")
    asked = set(opened(lead_client, address(stay)))
    assert {"priority_on", "priority_reason"} <= asked
    form = lead_client.get(address(stay)).context["form"]
    assert not {"occupation", "trial_ends_on", "own_words"} & set(form.fields)
    make_consent(team, stay.person_id)
    coach = client_of(make_user("handledaren", team, Role.COACH))
    assert "priority_on" not in coach.get(address(stay)).context["form"].fields  # the lead's to decide
    assert address(stay) in coach.get(reverse("way", args=[team.slug, stay.person_id])).content.decode()


def test_a_draft_keeps_long_words(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay)) | {"own_words": "ord " * 500, "keep": "1"}
    coach_client.post(address(stay), typed)
    assert "ord " * 499 in coach_client.get(address(stay)).content.decode()


def test_the_page_of_the_way_tells_what_was_corrected(coach_client: Client, stay: Stay) -> None:
    way = reverse("way", args=[stay.team.slug, stay.person_id])
    assert "earlier value" not in coach_client.get(way).content.decode()
    typed = opened(coach_client, address(stay))
    typed |= {"occupation": "student", "own_words": "Nya ord", "pause_0_started_on": str(days_ago(179))}
    assert coach_client.post(address(stay), typed).status_code == 302
    told = coach_client.get(way).content.decode().partition("Corrected, 3 earlier values")[2]
    assert "What the days hold, at the start</strong>: before Neither work nor studies" in told
    assert f"before {days_ago(180)} \u2013 {days_ago(170)}" in told and "Taken away" in told
    assert "Handledare Prov" in told
    assert "Tack." not in told  # the own words are read where they are corrected
