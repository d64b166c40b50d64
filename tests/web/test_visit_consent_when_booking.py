"""Whoever books a visit sees whether the person has said yes to one, and is told when nobody has noted it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.consenting import end_consent
from samsteg.access.enums import Role
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.referrals.consents import visit_consent_among
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.records import SaidYes
from tests.factories import lead, make_stay, make_team
from tests.participants.referrals.test_said_yes import BOTH, SAID_ON, TODAY, taken
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MISSING = "No yes to a study visit is noted."
ENDED = f"The yes to a study visit from {SAID_ON} no longer holds"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def client(team: Team) -> Client:
    return client_of(make_user("mika", team, Role.TEAM_LEAD))


def page(client: Client, team: Team, person_id: int) -> str:
    answer = client.get(reverse("person_visits", args=[team.slug, person_id]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_yes_in_the_referral_stands_at_the_form_with_its_day(client: Client, team: Team) -> None:
    row = taken(team)
    html = page(client, team, row.person_id or 0)
    assert f"Said yes to a study visit {SAID_ON}." in html and MISSING not in html
    assert reverse("consents", args=[team.slug, row.person_id]) in html


@pytest.mark.parametrize("has_referral", [True, False])
def test_where_nobody_has_noted_a_yes_the_form_says_so_and_still_books(
    client: Client, team: Team, has_referral: bool
) -> None:
    if has_referral:
        person_id = taken(team, SaidYes(division=True, form="oral", on_day=SAID_ON)).person_id or 0
    else:
        person_id = make_stay(team, referred_on=TODAY).person_id
    assert MISSING in page(client, team, person_id)
    booking = {"kind": "study_visit", "slot": "", "on_day": str(TODAY), "starts_at": "13.30", "minutes": "60"}
    address = reverse("person_visits", args=[team.slug, person_id])
    assert client.post(address, {**booking, "how": "place"}).status_code == 302


def test_a_yes_that_was_withdrawn_or_is_over_is_told(client: Client, team: Team) -> None:
    row = taken(team)
    with acting(lead(team)) as actor:
        end_consent(
            actor=actor, team=team, person_id=row.person_id or 0, consent_id=row.visit_consent_id or 0
        )
        assert Consent.objects.get(pk=row.visit_consent_id).ended_as == ConsentEnd.WITHDRAWN
    html = page(client, team, row.person_id or 0)
    assert f"{ENDED} (withdrawn)" in html and "Said yes to" not in html


def test_what_holds_goes_before_a_newer_one_that_does_not(team: Team) -> None:
    first, second = taken(team), taken(team, replace(BOTH, on_day=SAID_ON + DAY))
    with inside(team):
        rows = list(Referral.objects.filter(pk__in=(first.pk, second.pk)).order_by("-pk"))
        found = visit_consent_among(team, rows)
        assert found is not None and found.holds and found.said_on == SAID_ON + DAY
        Consent.objects.filter(pk=second.visit_consent_id).update(valid_to=TODAY)
        found = visit_consent_among(team, rows)
        assert found is not None and found.holds and found.said_on == SAID_ON
        Consent.objects.filter(pk=first.visit_consent_id).update(valid_to=TODAY)
        found = visit_consent_among(team, rows)
        assert found is not None and not found.holds and found.said_on == SAID_ON + DAY
        assert visit_consent_among(team, []) is None


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_yes_in_a_referral_that_joined_the_stay_is_no_consent(
    client: Client, team: Team, is_withdrawn: bool
) -> None:
    """It can't be withdrawn, so it makes no consent that was withdrawn hold again, nor holds alone."""
    row = taken(team, BOTH if is_withdrawn else SaidYes(division=True, form="oral", on_day=SAID_ON))
    if is_withdrawn:
        with acting(lead(team)) as actor:
            end_consent(
                actor=actor, team=team, person_id=row.person_id or 0, consent_id=row.visit_consent_id or 0
            )
    with inside(team):
        row.pk, row.visit_consent_id, row.division_consent_id = None, None, None
        row.status, row.consent_visit, row.consented_on = "joined", True, SAID_ON + DAY
        row.save(force_insert=True)
    html = page(client, team, row.person_id or 0)
    assert "Said yes to" not in html
    assert (f"{ENDED} (withdrawn)" if is_withdrawn else MISSING) in html
