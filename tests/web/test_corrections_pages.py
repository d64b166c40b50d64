"""The pages where what is known is corrected: what they show, what they save, and for whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.models import PersonDetail
from tests.factories import change_stay, make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(
        team,
        own_id="K-1",
        referred_on=DAY(2025, 1, 7),
        enrolled_on=DAY(2025, 3, 1),
        exited_on=DAY(2025, 9, 1),
        exit_reason="studies",
        referrer="soc",
        municipality_code="2083",
        income_start=("sickness_benefit", "salary"),
        support_before_months=Decimal("12.5"),
    )
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay) -> str:
    return reverse("correct_stay", args=[stay.team.slug, stay.person_id, stay.pk])


def opened(client: Client, there: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.get(there).context["form"]
    typed = {field.name: field.field.prepare_value(field.value()) for field in form}
    return {name: value for name, value in typed.items() if value not in (None, False)}


def now(stay: Stay) -> Stay:
    with inside(stay.team):
        return Stay.objects.get(pk=stay.pk)


def test_saved_untouched_it_changes_nothing(coach_client: Client, stay: Stay) -> None:
    assert coach_client.post(address(stay), opened(coach_client, address(stay))).status_code == 302
    after = now(stay)
    names = ("referred_on", "enrolled_on", "exited_on", "income_start", "municipality_code", "exit_reason")
    assert [getattr(after, name) for name in names] == [getattr(stay, name) for name in names]
    assert after.support_before_months == Decimal("12.5")


def test_a_correction_is_saved_and_both_values_are_told(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay))
    typed |= {"enrolled_on": "250308", "municipality_code": "hedemora", "income_start": "salary"}
    typed["income_start_more"] = ["sickness_benefit"]
    page = coach_client.post(address(stay), typed, follow=True).content.decode()
    assert "Corrected." in page
    after = now(stay)
    assert (after.enrolled_on, after.municipality_code) == (DAY(2025, 3, 8), "2083")
    assert after.income_start == ["salary", "sickness_benefit"]
    told = coach_client.get(address(stay)).content.decode()
    assert "Before that: 2025-03-01." in told
    assert "Before that: Sickness benefit, Salary." in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"enrolled_on": "i mars"}, "Write the day as 2026-11-23"),
        ({"municipality_code": "Ingenstans"}, "Write the name of a municipality"),
        ({"exited_on": "2025-02-01"}, "The exit is before the start."),
        ({"exited_on": ""}, "There is a reason for an exit, but no day."),
        ({"exit_reason": ""}, "Choose what the exit led to."),
        ({"support_before_months": "-1"}, "Write the number of months"),
        ({"exit_extent_percent": "150"}, "Write a number from 0 to 100"),
        ({"enrolled_on": "2025-01-01"}, "Why the start was before the referral"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    coach_client: Client, stay: Stay, change: dict[str, str], said: str
) -> None:
    typed = opened(coach_client, address(stay)) | {"exit_detail_text": "kvar i rutan"} | change
    answer = coach_client.post(address(stay), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "kvar i rutan" in page
    assert now(stay).exit_detail_text == ""


def test_two_at_once(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, address(stay)) | {"exit_reason": "work"}
    change_stay(stay, referrer="fk")
    answer = coach_client.post(address(stay), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Changed in between" in page
    assert "now kept: Social Insurance Agency" in page
    assert now(stay).exit_reason == "studies"
    again = typed | {"version": answer.context["version"]}
    assert coach_client.post(address(stay), again).status_code == 302
    assert (now(stay).exit_reason, now(stay).referrer) == ("work", "soc")  # as one saw it and chose


def test_sex_and_birth(coach_client: Client, stay: Stay) -> None:
    there = reverse("correct_person", args=[stay.team.slug, stay.person_id])
    typed = opened(coach_client, there)
    assert typed["born"] == "1990-05-17"
    assert coach_client.post(there, typed | {"born": "snart"}).status_code == 422
    page = coach_client.post(there, typed | {"sex": "other", "born": "1991"}, follow=True).content.decode()
    assert "Before that: Woman." in page
    with inside(stay.team):
        detail = PersonDetail.objects.get(person_id=stay.person_id, superseded_at__isnull=True)
    assert (detail.sex, detail.born_on, detail.birth_year) == ("other", None, 1991)


def test_who_may(team: Team, stay: Stay, coach_client: Client) -> None:
    board = make_authority()
    make_consent(team, stay.person_id, board)
    for there in (address(stay), reverse("correct_person", args=[team.slug, stay.person_id])):
        assert representative_client(team, board, f"r{len(there)}").get(there).status_code == 403
    other = make_stay(team, own_id="K-9")  # nobody's yet
    assert coach_client.get(address(other)).status_code == 404
    mixed = reverse("correct_stay", args=[team.slug, stay.person_id, other.pk])
    head = client_of(make_user("chef", team, Role.TEAM_LEAD))
    assert head.get(address(other)).status_code == 200
    assert head.get(mixed).status_code == 404
    assert (
        "Correct the stay K-1"
        in head.get(reverse("participant", args=[team.slug, stay.person_id])).content.decode()
    )


def test_an_exit_is_no_correction(lead_client: Client, team: Team) -> None:
    stay = make_stay(team, own_id="K-2", referred_on=DAY(2025, 1, 7))
    typed = opened(lead_client, address(stay))
    assert not {"exited_on", "exit_reason", "not_enrolled_on"} & set(typed)
    lead_client.post(address(stay), typed | {"exited_on": "2025-02-01", "exit_reason": "work"})
    assert now(stay).exited_on is None


def test_a_referral_that_came_twice_is_told_and_ended(coach_client: Client, team: Team) -> None:
    going = make_stay(team, own_id="K-3", referred_on=DAY(2025, 1, 7), enrolled_on=DAY(2025, 3, 1))
    make_consent(team, going.person_id)
    again = make_stay(team, person=going.person_id, own_id="K-4", referred_on=DAY(2025, 6, 1))
    there = reverse("participant", args=[team.slug, going.person_id])
    page = coach_client.get(there).content.decode()
    assert "head are about K-3." in page
    assert address(again) in page and "End K-4 without a start" in page
    way = coach_client.get(reverse("way", args=[team.slug, going.person_id])).context["way"]
    assert way.stay.pk == going.pk  # the stay that goes on, however new the other
    typed = opened(coach_client, address(again))
    typed |= {"not_enrolled_on": "2025-06-02", "not_enrolled_reason": "other"}
    half = coach_client.post(address(again), typed | {"not_enrolled_reason": ""})
    assert half.status_code == 422
    assert coach_client.post(address(again), typed).status_code == 302
    assert now(again).not_enrolled_on == DAY(2025, 6, 2)
    assert "several stays" not in coach_client.get(there).content.decode()
