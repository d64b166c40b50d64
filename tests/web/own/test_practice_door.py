"""With invented people the number alone lets a participant in; anywhere else there is no such door."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.participants.own_access.makers import NUMBER, STEP, OwnTeam
from tests.web.own.door import ENGLISH
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db
DOOR = reverse("own_practice", args=["english"])


@pytest.mark.parametrize(("practice", "door"), [(False, True), (True, False), (False, False)])
def test_without_both_settings_there_is_no_door(
    own: OwnTeam, settings: LazySettings, practice: bool, door: bool
) -> None:
    settings.SAMSTEG_OIDC = []
    settings.SAMSTEG_PRACTICE_ONLY, settings.SAMSTEG_PRACTICE_EID = practice, door
    browser = Client()
    assert browser.get(ENGLISH).status_code == 404
    assert browser.post(DOOR, {"number": NUMBER}).status_code == 404


def test_a_practice_participant_comes_in_by_the_number(own: OwnTeam, settings: LazySettings) -> None:
    settings.SAMSTEG_OIDC, settings.SAMSTEG_PRACTICE_EID = [], True
    browser = Client()
    assert "Go in as a practice participant" in browser.get(ENGLISH).content.decode()
    assert browser.post(DOOR, {"number": "199001011239"}).status_code == 403
    assert browser.post(DOOR, {"number": f" {NUMBER[:8]}-{NUMBER[8:]} "}).headers["Location"] == ENGLISH
    assert STEP in browser.get(ENGLISH).content.decode()
    assert browser.get(f"/team/{own.team.slug}/deltagare/").status_code in (302, 404)


def test_staff_dont_become_participants(own: OwnTeam, settings: LazySettings) -> None:
    settings.SAMSTEG_OIDC, settings.SAMSTEG_PRACTICE_EID = [], True
    staff = client_of(make_user("annan", own.team))
    assert staff.post(DOOR, {"number": NUMBER}).headers["Location"] == ENGLISH
    assert STEP not in staff.get(ENGLISH).content.decode()
