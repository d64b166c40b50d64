"""The page of a participant's name and contact data: masked, shown, changed, by role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.contact import Contact, keep_contact, kept_contact
from samsteg.people.names import PersonName, names_of_persons, save_name
from tests.factories import make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
PHONE, FRIEND = "070-1740605", "Robin Påhittad"
KEPT = Contact(phone=PHONE, mail="alva@example.com", way="text", emergency_name=FRIEND)


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1")
    make_consent(team, stay.person_id)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Exempelsson"))
        keep_contact(team=team, person_id=stay.person_id, contact=KEPT)
    return stay


def address(stay: Stay, name: str = "contact") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id])


def logged(stay: Stay) -> list[str]:
    with inside(stay.team):
        rows = ReadEntry.objects.filter(person_id=stay.person_id, place="page:contact").order_by("id")
        return list(rows.values_list("kind", flat=True))


def opened(client: Client, stay: Stay) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.post(address(stay, "contact_edit")).context["form"]
    return {field.name: field.value() or "" for field in form}


def test_nothing_is_told_before_it_is_asked_for(coach_client: Client, stay: Stay) -> None:
    page = coach_client.get(address(stay)).content.decode()
    assert "<h1>Alva Exempelsson</h1>" in page
    assert not any(text in page for text in (PHONE, FRIEND, "alva@example.com"))
    assert "hasn't consented to them" in page
    assert logged(stay) == ["view"]


def test_shown_it_is_logged_as_that(coach_client: Client, stay: Stay) -> None:
    assert coach_client.get(address(stay, "contact_shown")).status_code == 405
    answer = coach_client.post(address(stay, "contact_shown"))
    page = answer.content.decode()
    assert f'<a class="s-nowrap" href="tel:0701740605">{PHONE}</a>' in page
    assert FRIEND in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert logged(stay) == ["view", "contact"]


def test_a_change_is_kept_and_told_who_made_it(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, stay) | {"phone": "070-1740606", "last_name": "Påhittad"}
    answer = coach_client.post(address(stay, "contact_edit"), typed, follow=True)
    page = answer.content.decode()
    assert "Saved." in page
    assert "<h1>Alva Påhittad</h1>" in page
    with inside(stay.team):
        kept = kept_contact(stay.team_id, stay.person_id)
    assert (kept.phone, kept.mail, kept.emergency_name) == ("070-1740606", KEPT.mail, FRIEND)
    shown = coach_client.post(address(stay, "contact_shown")).content.decode()
    assert "Handledare Prov" in shown.partition("Last changed")[2][:60]


def test_what_it_said_before_is_told_with_who_changed_it_and_can_be_taken_away(
    coach_client: Client, stay: Stay
) -> None:
    assert coach_client.get(address(stay, "contact_let_go")).status_code == 404  # nothing yet
    typed = opened(coach_client, stay) | {"phone": "070-1740606", "emergency_name": "Kim Annan"}
    coach_client.post(address(stay, "contact_edit"), typed)
    assert PHONE not in coach_client.get(address(stay)).content.decode()  # masked, as that of now
    shown = coach_client.post(address(stay, "contact_shown")).content.decode()
    before = shown.partition("Changed 1 time")[2]
    assert f"before {PHONE}" in before and f"before {FRIEND}" in before
    assert "alva@example.com" not in before  # wasn't changed
    assert "Handledare Prov" in before.partition("Changed ")[2][:60]
    assert "destroyed" in coach_client.get(address(stay, "contact_let_go")).content.decode()
    answer = coach_client.post(address(stay, "contact_let_go"), follow=True)
    assert "is taken away" in answer.content.decode()
    assert PHONE not in coach_client.post(address(stay, "contact_shown")).content.decode()
    again = coach_client.post(address(stay, "contact_let_go"))  # the second of two clicks
    assert (again.status_code, again.headers["Location"]) == (302, address(stay))
    assert coach_client.get(address(stay, "contact_let_go")).status_code == 404
    with inside(stay.team):
        gone = ReadEntry.objects.filter(person_id=stay.person_id, place="page:contact-let-go")
        assert gone.count() == 1
        assert kept_contact(stay.team_id, stay.person_id).emergency_name == "Kim Annan"


def test_when_all_is_taken_out_what_it_said_before_is_still_found(coach_client: Client, stay: Stay) -> None:
    typed = dict.fromkeys(opened(coach_client, stay), "") | {
        "first_name": "Alva",
        "last_name": "Exempelsson",
    }
    typed["token"] = opened(coach_client, stay)["token"]
    coach_client.post(address(stay, "contact_edit"), typed)
    page = coach_client.get(address(stay)).content.decode()
    assert "Show the contact data" in page
    shown = coach_client.post(address(stay, "contact_shown")).content.decode()
    assert "Nothing is noted now." in shown and f"before {PHONE}" in shown


def test_a_representative_is_told_nothing_of_what_it_said_before(
    team: Team, coach_client: Client, stay: Stay
) -> None:
    board = make_authority()
    make_consent(team, stay.person_id, board, categories=["contact"])
    typed = opened(coach_client, stay) | {"phone": "070-1740606"}
    coach_client.post(address(stay, "contact_edit"), typed)
    client = representative_client(team, board)
    page = client.post(address(stay, "contact_shown")).content.decode()
    assert "070-1740606" in page and PHONE not in page and "Changed 1 time" not in page
    assert client.get(address(stay, "contact_let_go")).status_code in (403, 404)
    assert client.post(address(stay, "contact_let_go")).status_code in (403, 404)


def test_two_at_once_lose_nothing(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    first, second = opened(coach_client, stay), opened(lead_client, stay)
    lead_client.post(address(stay, "contact_edit"), second | {"phone": "070-1740699"})
    answer = coach_client.post(address(stay, "contact_edit"), first | {"reach": "Efter klockan tio"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Efter klockan tio" in page
    assert "now kept: 070-1740699" in page
    assert "Ledare Prov" in page
    again = {name: field for name, field in first.items() if name != "token"}
    chosen = again | {
        "phone": "070-1740699",
        "reach": "Efter klockan tio",
        "token": answer.context["token"],
    }
    assert coach_client.post(address(stay, "contact_edit"), chosen).status_code == 302
    with inside(stay.team):
        kept = kept_contact(stay.team_id, stay.person_id)
    assert (kept.phone, kept.reach) == ("070-1740699", "Efter klockan tio")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mail": "alva"}, "Write the address as name@example.com"),
        ({"phone": "0" * 201}, "at most 200"),
        ({"way": "dove"}, "Select a valid choice"),
        ({"emergency_name": "", "emergency_phone": PHONE}, "Write whose number it is."),
        ({"first_name": "Al\u202eva"}, "a sign that can&#x27;t be shown"),
        ({"first_name": "A" * 81}, "at most 80"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    coach_client: Client, stay: Stay, change: dict[str, str], said: str
) -> None:
    typed = opened(coach_client, stay) | {"reach": "Skriv först"} | change
    answer = coach_client.post(address(stay, "contact_edit"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Skriv först" in page
    with inside(stay.team):
        assert kept_contact(stay.team_id, stay.person_id) == KEPT


def test_a_name_in_any_script(coach_client: Client, stay: Stay) -> None:
    typed = opened(coach_client, stay) | {"first_name": "عُمر 🌱", "last_name": "Ольга-Наме"}
    assert coach_client.post(address(stay, "contact_edit"), typed).status_code == 302
    with inside(stay.team):
        assert names_of_persons(stay.team_id, [stay.person_id])[stay.person_id].full == "عُمر 🌱 Ольга-Наме"


def test_a_representative_sees_what_the_participant_has_let_the_authority_know(
    team: Team, stay: Stay
) -> None:
    board = make_authority()
    client = representative_client(team, board)
    make_consent(team, stay.person_id, board, categories=["planning"])
    for name in ("contact", "contact_shown"):
        asked = client.post if name == "contact_shown" else client.get
        assert asked(address(stay, name)).status_code == 404
    make_consent(team, stay.person_id, board, categories=["contact"])
    assert PHONE not in client.get(address(stay)).content.decode()
    page = client.post(address(stay, "contact_shown")).content.decode()
    assert PHONE in page
    assert FRIEND not in page  # somebody else, who has consented to nothing
    assert client.post(address(stay, "contact_edit")).status_code == 403
    assert "How to reach the participant" in client.get(address(stay, "participant")).content.decode()


def test_a_protected_person_has_none_and_the_page_says_so(team: Team, lead_client: Client) -> None:
    stay = make_stay(team, own_id="K-2")
    head = User.objects.get(username="ledare")
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        NamedStaff.objects.create(
            team=team,
            person_id=stay.person_id,
            user=head,
            granted_by=make_user("utser"),
            valid_from=head.date_joined.date(),
        )
    page = lead_client.get(address(stay)).content.decode()
    assert "are never kept in Samsteg" in page
    assert "Change name" not in page
    assert lead_client.post(address(stay, "contact_edit")).status_code == 409
    coach = client_of(make_user("annan", team, Role.COACH))
    assert coach.get(address(stay)).status_code == 404
