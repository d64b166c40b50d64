"""Emergency access on the pages: the right, the form, the banner, and the way back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.web.signing_in.proofs import CONFIRMED
from tests.factories import make_stay
from tests.web.users import appoint_officer, client_of, inside, make_user

pytestmark = pytest.mark.django_db
WHY = "Hon har inte hörts av och kan vara i fara"


@pytest.fixture
def worker(team: Team) -> User:
    return make_user("anna", team, Role.COACH)


@pytest.fixture
def door(worker: User) -> Client:
    """Anna, who has just confirmed that it is her."""
    return confirmed(worker)


@pytest.fixture
def officer_client(team: Team) -> Client:
    boss = make_user("ansvarig")
    appoint_officer(boss, team)
    return client_of(boss)


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="ZQX-7")
    other = make_user("bo", team, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: other.pk})
    return stay


def confirmed(user: User) -> Client:
    door = client_of(user)
    session = door.session
    session[CONFIRMED] = {"user": user.pk, "at": int(timezone.now().timestamp())}
    session.save()
    return door


def to(team: Team, name: str, **arguments: object) -> str:
    return reverse(name, kwargs={"slug": team.slug, **arguments})


def give_right(team: Team, officer_client: Client, user: User) -> None:
    answer = officer_client.post(to(team, "emergency_rights"), {"user": str(user.pk)}, follow=True)
    assert f"{user.shown_name} has the right from today." in answer.content.decode()


def test_from_the_right_to_the_closing(
    team: Team, worker: User, door: Client, officer_client: Client, stay: Stay
) -> None:
    person = to(team, "participant", person_id=stay.person_id)
    page = to(team, "emergency")
    assert door.get(person).status_code == 404
    assert "nodoppning" not in door.get(to(team, "participants")).content.decode()
    give_right(team, officer_client, worker)
    assert page in door.get(to(team, "participants")).content.decode()
    answer = door.post(page, {"own_id": "zqx-7", "reason": WHY})
    assert (answer.status_code, answer.headers["Location"]) == (302, person)
    shown = door.get(person).content.decode()
    assert "Opened in an emergency until" in shown and WHY in shown
    with inside(team):
        rows = ReadEntry.objects.filter(person_id=stay.person_id).order_by("id")
        assert list(rows.values_list("kind", "reason")) == [("emergency", WHY), ("view", WHY)]
        opening = EmergencyOpening.objects.get()
    door.post(to(team, "close_emergency", opening_id=opening.pk))
    assert door.get(person).status_code == 404
    alarms = officer_client.get(to(team, "officer_alarms")).content.decode()
    assert "Emergency access was opened" in alarms and WHY in alarms and "ZQX-7" in alarms


def test_without_the_right_the_page_says_how_to_get_it_and_nothing_of_anybody(
    team: Team, door: Client, stay: Stay
) -> None:
    page, bodies = to(team, "emergency"), set()
    for own_id in ("ZQX-7", "ZQX-8"):
        answer = door.post(page, {"own_id": own_id, "reason": WHY})
        assert answer.status_code == 403
        bodies.add(re.sub(r'value="[^"]{30,}"', "", answer.content.decode()))
    assert len(bodies) == 1
    assert "officer can give it" in bodies.pop().replace("&#x27;", "'")
    assert door.get(page).status_code == 403


def test_it_asks_once_more_who_it_is(team: Team, worker: User, officer_client: Client, stay: Stay) -> None:
    give_right(team, officer_client, worker)
    unconfirmed = client_of(worker)
    assert (
        unconfirmed.get(to(team, "emergency"))
        .headers["Location"]
        .startswith(reverse("account_reauthenticate"))
    )
    assert unconfirmed.post(to(team, "emergency"), {"own_id": "ZQX-7", "reason": WHY}).status_code == 403
    with inside(team):
        assert EmergencyOpening.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own_id": "ZQX-8", "reason": WHY}, "no participant that is called that"),
        ({"own_id": "ZQX-7", "reason": "akut"}, "Write why you need to see"),
        ({"own_id": "", "reason": WHY}, "own id of the participant"),
    ],
)
def test_what_was_typed_is_kept(
    team: Team,
    worker: User,
    door: Client,
    officer_client: Client,
    stay: Stay,
    typed: dict[str, str],
    said: str,
) -> None:
    give_right(team, officer_client, worker)
    answer = door.post(to(team, "emergency"), typed)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert said in page
    assert typed["reason"] in page and typed["own_id"] in page


def test_somebody_one_sees_anyway_is_not_opened(
    team: Team, worker: User, door: Client, officer_client: Client
) -> None:
    stay = make_stay(team, own_id="ZQX-9")
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: worker.pk})
    give_right(team, officer_client, worker)
    answer = door.post(to(team, "emergency"), {"own_id": "ZQX-9", "reason": WHY}, follow=True)
    assert "nothing had to be opened" in answer.content.decode()
    with inside(team):
        assert EmergencyOpening.objects.count() == 0


def test_the_officer_ends_the_right(team: Team, worker: User, door: Client, officer_client: Client) -> None:
    give_right(team, officer_client, worker)
    page = officer_client.get(to(team, "emergency_rights")).content.decode()
    assert "given by Ansvarig Prov" in page
    address = re.search(r'action="([^"]+avsluta/)"', page)
    assert address is not None
    assert "has ended" in officer_client.post(address[1], follow=True).content.decode()
    assert officer_client.post(address[1]).status_code == 409
    assert door.get(to(team, "emergency")).status_code == 403
