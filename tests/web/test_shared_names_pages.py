"""A first name in a shared group, through the pages: said yes to, seen by the other team, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.consent_enums import Edition
from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.activities.members import put_in
from samsteg.activities.services import share_group
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from samsteg.web.blanks.contents import FIRST_NAME_KEY
from tests.activities.makers import make_group, make_session, whole
from tests.factories import make_stay, make_team
from tests.reports.pdf_reading import Pdf
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Place:
    team: Team
    other: Team
    stay: Stay
    own: Client
    neighbour: Client
    name_page: str
    roll: str

    def page_of(self, name: str) -> str:
        return reverse(name, args=[self.team.slug, self.stay.person_id])

    def roll_text(self) -> str:
        return text_of(self.neighbour, self.roll)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def place() -> Place:
    team, other = make_team(), make_team()
    user = make_user("kim", team)
    stay = make_stay(team, enrolled_on=TODAY - dt.timedelta(days=9))
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        save_name(team=team, person_id=stay.person_id, name=PersonName("Robin", "Hemligsson"))
        actor = whole(team)
        group = make_group(actor, team)
        share_group(actor=actor, team=team, group_id=group.pk, partner_id=other.pk)
        put_in(actor=actor, team=team, group_id=group.pk, person_id=stay.person_id, joined_on=TODAY)
        session = make_session(actor, team, group, TODAY)
    return Place(
        team=team,
        other=other,
        stay=stay,
        own=client_of(user),
        neighbour=client_of(make_user("granne", other)),
        name_page=reverse("shared_name", args=[team.slug, stay.person_id, group.pk, other.pk]),
        roll=reverse("roll_call", args=[other.slug, session.series]),
    )


def test_from_yes_to_no(place: Place) -> None:
    assert place.name_page in text_of(place.own, place.page_of("person_groups"))
    before = place.roll_text()
    assert f"1 participant from {place.team.name}." in before
    assert "Robin" not in before
    answer = place.own.post(place.name_page, {"signed_on": str(TODAY), "form": "paper", "form_note": ""})
    assert answer.status_code == 302, answer.content.decode()
    during = place.roll_text()
    assert "Robin" in during
    assert "Hemligsson" not in during
    assert f"{place.other.name} knows the first name" in text_of(place.own, place.page_of("consents"))
    assert f"{place.other.name}: your first name" in text_of(place.own, place.page_of("who_knows"))
    consent = text_of(place.own, place.name_page).partition('name="consent" value="')[2].partition('"')[0]
    assert place.own.post(place.name_page, {"act": "take_back", "consent": consent}).status_code == 302
    assert "Robin" not in place.roll_text()
    assert "your first name" not in text_of(place.own, place.page_of("who_knows"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"signed_on": "", "form": "paper"}, "signed_on"),
        ({"signed_on": str(TODAY + dt.timedelta(days=1)), "form": "paper"}, "signed_on"),
        ({"signed_on": str(TODAY), "form": "oral"}, "form_note"),
        ({"signed_on": str(TODAY), "form": "noted"}, "form"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(place: Place, typed: dict[str, str], field: str) -> None:
    answer = place.own.post(place.name_page, typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Robin" not in place.roll_text()


def test_nobody_else_says_yes_for_the_participant(place: Place) -> None:
    """The other team's staff, and a coach of the own team who doesn't see the person."""
    colleague = client_of(make_user("kollega", place.team))
    for client in (place.neighbour, colleague):
        assert client.get(place.name_page).status_code == 404
        assert client.post(place.name_page, {"signed_on": str(TODAY), "form": "paper"}).status_code == 404


def test_for_a_protected_person_there_is_no_such_page(place: Place) -> None:
    user = make_user("ledare", place.team, Role.TEAM_LEAD)
    place.own.post(place.name_page, {"signed_on": str(TODAY), "form": "paper", "form_note": ""})
    with inside(place.team) as actor:
        set_protection(
            actor=replace(actor, user_id=user.pk),
            team=place.team,
            person_id=place.stay.person_id,
            level=ProtectionLevel.MARKED,
        )
    assert client_of(user).get(place.name_page).status_code == 404
    page = place.roll_text()
    assert "Robin" not in page
    assert place.team.name not in page.partition("<main")[2]


def test_the_consent_can_be_signed_on_paper_and_the_roll_on_paper_says_whom_it_leaves_out(
    place: Place,
) -> None:
    for edition in Edition.values:
        blank = reverse("blank", args=[place.team.slug, FIRST_NAME_KEY, edition])
        assert blank in text_of(place.own, place.name_page)
    place.own.post(place.name_page, {"signed_on": str(TODAY), "form": "paper", "form_note": ""})
    answer = place.neighbour.get(f"{place.roll}lista/", headers={"accept-language": "en"})
    said = " ".join(Pdf(answer.content).text.split())
    assert "Participants of other teams aren't on the list." in said and "Robin" not in said
