"""Drafts on the short forms about a person: kept by the button or by the page, shown with when, thrown away, gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.participants.models import SealedDraft, Stay
from tests.factories import make_consent, make_stay
from tests.web.users import inside

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
# The form's name, what is typed wrong and half, what then stands on the page, and what saves it.
FORMS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "around_new": (
        {"name": "Sköterska Prov", "from_on": "2026-", "is_called_to_sip": "on", "version": "0"},
        'value="2026-"',
        {"role": "Stöd", "name": "Sköterska Prov", "version": "0"},
    ),
    "effort_new": (
        {"code": "adult_education", "started_on": "i mars", "fact_id": "0"},
        'value="i mars"',
        {"code": "adult_education", "started_on": "2025-03-01", "fact_id": "0"},
    ),
    "contact_edit": (
        {"first_name": "Ulla", "mail": "ulla@", "token": ""},
        'value="ulla@"',
        {"first_name": "Ulla", "token": ""},
    ),
    "correct_person": (
        {"sex": "women", "born": "nittio"},
        'value="nittio"',
        {"sex": "women", "born": "1990"},
    ),
    "correct_stay": (
        {"referred_on": "våren", "income_start_more": ["salary", "student_aid"]},
        'value="våren"',
        {"referred_on": "2025-01-07", "enrolled_on": "2025-03-01"},
    ),
}


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, referred_on=TODAY.replace(2025, 1, 7), enrolled_on=TODAY.replace(2025, 3, 1))
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay, name: str) -> str:
    more = [stay.pk] if name == "correct_stay" else []
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def shown(client: Client, stay: Stay, name: str) -> str:
    """The form; the one of contact data is opened by a button."""
    where = address(stay, name)
    answer = client.post(where) if name == "contact_edit" else client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def version_in(page: str) -> dict[str, str]:
    """What the form was opened from, as the page sends it back."""
    for name in ("version", "token"):
        if (start := page.find(f'name="{name}" value="')) > 0:
            return {name: page[start + len(f'name="{name}" value="') :].split('"')[0]}
    return {}


@pytest.mark.parametrize("name", FORMS)
def test_a_half_written_form_is_kept_for_its_writer_and_gone_when_saved(
    coach_client: Client, lead_client: Client, stay: Stay, name: str
) -> None:
    half, stands, whole = FORMS[name]
    before = shown(coach_client, stay, name)
    assert "This is your draft" not in before
    opened = version_in(before)
    back = coach_client.post(address(stay, name), {**half, **opened, "keep": "1"})
    assert back.status_code == 302
    assert "Draft saved at" in coach_client.get(back.headers["Location"]).content.decode()
    page = shown(coach_client, stay, name)
    assert f"This is your draft from {timezone.localtime():%Y-%m-%d}" in page
    assert stands in page
    assert stands not in shown(lead_client, stay, name)
    with inside(stay.team):
        cipher = bytes(SealedDraft.objects.get().typed_cipher)
    assert not any(str(value).encode() in cipher for value in half.values() if len(str(value)) > 3)
    saved = coach_client.post(address(stay, name), {**whole, **version_in(page)})
    assert saved.status_code == 302
    with inside(stay.team):
        assert not SealedDraft.objects.exists()


@pytest.mark.parametrize("name", FORMS)
def test_the_page_keeps_it_by_itself_and_a_button_throws_it_away(
    coach_client: Client, stay: Stay, name: str
) -> None:
    half, stands, _whole = FORMS[name]
    told = coach_client.post(address(stay, name), {**half, "keep": "by itself"}).json()["text"]
    assert told.startswith("Draft saved at")
    assert stands in shown(coach_client, stay, name)
    gone = coach_client.post(address(stay, name), {"drop": "1"}, follow=True).content.decode()
    assert "The draft is gone." in gone
    assert stands not in shown(coach_client, stay, name)


def test_boxes_come_back_ticked_and_not_ticked(coach_client: Client, stay: Stay) -> None:
    half = FORMS["correct_stay"][0]
    coach_client.post(address(stay, "correct_stay"), {**half, "keep": "1"})
    page = shown(coach_client, stay, "correct_stay")
    assert page.count("checked") == 2
    coach_client.post(address(stay, "correct_stay"), {"referred_on": "våren", "keep": "1"})
    assert "checked" not in shown(coach_client, stay, "correct_stay")


def test_a_draft_from_before_anothers_change_is_told_so_and_loses_nothing(
    coach_client: Client, lead_client: Client, stay: Stay
) -> None:
    there = address(stay, "correct_person")
    opened = version_in(shown(coach_client, stay, "correct_person"))
    coach_client.post(there, {"sex": "men", "born": "1971", **opened, "keep": "1"})
    changed = {"sex": "women", "born": "1980", **version_in(shown(lead_client, stay, "correct_person"))}
    assert lead_client.post(there, changed).status_code == 302
    mine = {"sex": "men", "born": "1971", **version_in(shown(coach_client, stay, "correct_person"))}
    refused = coach_client.post(there, mine)
    assert refused.status_code == 422
    assert "Changed in between" in refused.content.decode()
    assert 'value="1971"' in refused.content.decode()
    with inside(stay.team):
        assert SealedDraft.objects.count() == 1
