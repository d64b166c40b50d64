"""The administrators' pages of accounts: invite, close, open, end. Told to the officers, and blind to teams."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Office, Role
from samsteg.access.models import Appointment
from samsteg.accounts.models import Session, User
from samsteg.audit.enums import AlarmKind, SignInEvent
from samsteg.audit.models import Alarm, SignInEntry
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Team
from tests.factories import make_team
from tests.factories import officer as officer_of
from tests.web.signing_in.people import browser, confirm, is_inside, send_password
from tests.web.users import PASSWORD, appoint_officer, client_of, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None) -> Team:
    return make_team(slug="provdalen")


@pytest.fixture
def boss(team: Team) -> User:
    made = make_user("chef")
    Appointment.objects.create(
        user=made, office=Office.SYSTEM_ADMIN, valid_from=timezone.localdate(), granted_by=make_user("utser")
    )
    return made


@pytest.fixture
def coach(team: Team) -> User:
    return make_user("kim", team, Role.COACH)


def admin(boss: User) -> Client:
    """Who has just confirmed."""
    client = client_of(boss)
    confirm(client, boss)
    return client


def alarms(team: Team) -> list[tuple[str, str, int | None]]:
    set_context(None)  # what the last request left in the test's transaction
    with acting(officer_of(team)):
        rows = Alarm.objects.filter(team_id=team.pk, kind=AlarmKind.ACCOUNT_CHANGED).order_by("pk")
        return list(rows.values_list("kind", "reason", "subject_id"))


def link_in(answer: object) -> str:
    found = re.search(r"/konto/inbjudan/[\w-]+/", answer.content.decode())  # type: ignore[attr-defined]
    assert found
    return found[0]


def test_a_new_account_by_its_link_from_the_page(boss: User, team: Team) -> None:
    client = admin(boss)
    typed = {"username": "Robin.Ek", "first_name": "Robin", "last_name": "Ek"}
    answer = client.post(reverse("new_account"), typed)
    link, made = link_in(answer), User.objects.get(username="robin.ek")
    assert not made.has_usable_password()
    entry = SignInEntry.objects.get(event=SignInEvent.INVITED, user_id=made.pk)
    assert entry.by_user_id == boss.pk
    assert "A link waits" in client.get(reverse("accounts")).content.decode()
    door = browser()
    assert door.post(link, {"username": "robin.ek"}).status_code == 302
    door.post(reverse("accept_invitation"), {"password": PASSWORD + "x", "again": PASSWORD + "x"})
    assert is_inside(door)
    assert alarms(team) == []  # it has no role, so there is nobody to tell
    assert link not in client.get(reverse("one_account", args=[made.pk])).content.decode()


def test_a_name_that_is_taken_is_never_started_anew_by_a_slip(boss: User, coach: User) -> None:
    answer = admin(boss).post(
        reverse("new_account"), {"username": "KIM", "first_name": "Kim", "last_name": "Ny"}
    )
    assert answer.status_code == 422
    assert "already" in answer.content.decode()
    assert coach.invitations.count() == 0
    assert 'value="Ny"' in answer.content.decode()  # nothing typed is lost


@pytest.mark.parametrize("number", ["191212121212", "19121212-1212", "121212-1212", "121212+1212"])
def test_no_account_is_called_by_an_identity_number(boss: User, number: str) -> None:
    answer = admin(boss).post(
        reverse("new_account"), {"username": number, "first_name": "Kim", "last_name": "Ny"}
    )
    assert answer.status_code == 422
    assert "must not be an identity number" in answer.content.decode()
    assert not User.objects.filter(username=number).exists()


def test_a_new_link_to_somebody_with_a_role_is_told_to_the_officer(
    boss: User, coach: User, team: Team
) -> None:
    officer = make_user("ombud")
    appoint_officer(officer, team)
    link_in(admin(boss).post(reverse("new_link", args=[coach.pk])))
    assert alarms(team) == [("account_changed", "account_linked", coach.pk)]
    page = client_of(officer).get(reverse("officer_alarms", args=[team.slug])).content.decode()
    assert "starts the account anew" in page
    assert "Kim Prov" in page


@pytest.mark.parametrize("role", ["steering", "officer"])
def test_every_role_and_office_of_a_team_counts(boss: User, team: Team, role: str) -> None:
    user = make_user("annan")
    if role == "officer":
        appoint_officer(user, team)
    else:
        join(team, user, Role.STEERING)
    admin(boss).post(reverse("new_link", args=[user.pk]))
    assert [reason for _kind, reason, _who in alarms(team)] == ["account_linked"]


def test_the_command_line_tells_too(coach: User, team: Team, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", "kim")
    call_command("account", "kim", "--close")
    call_command("account", "kim", "--open")
    assert [reason for _kind, reason, _who in alarms(team)] == [
        "account_linked",
        "account_closed",
        "account_opened",
    ]


def test_closing_ends_the_sessions_with_the_next_request(boss: User, coach: User, team: Team) -> None:
    working = browser()
    send_password(working, "kim")
    assert is_inside(working)
    admin(boss).post(reverse("close_account", args=[coach.pk]))
    assert not is_inside(working)
    assert not Session.objects.filter(user_id=coach.pk).exists()
    again = browser()
    send_password(again, "kim")
    assert not is_inside(again)
    admin(boss).post(reverse("open_account", args=[coach.pk]))
    send_password(again, "kim")
    assert is_inside(again)
    assert [reason for _kind, reason, _who in alarms(team)] == ["account_closed", "account_opened"]


def test_ending_the_sessions_leaves_the_account(boss: User, coach: User) -> None:
    working = browser()
    send_password(working, "kim")
    client_of(boss).post(reverse("end_account_sessions", args=[coach.pk]))
    assert not is_inside(working)
    entry = SignInEntry.objects.get(user_id=coach.pk, event=SignInEvent.ENDED)
    assert entry.reason == "by_admin"


@pytest.mark.parametrize("name", ["new_link", "close_account", "open_account"])
def test_what_changes_an_account_asks_who_it_is_first(boss: User, coach: User, name: str) -> None:
    answer = client_of(boss).post(reverse(name, args=[coach.pk]))
    assert answer.status_code == 403
    assert "Confirm that it is you" in answer.content.decode()
    coach.refresh_from_db()
    assert coach.is_active
    assert coach.invitations.count() == 0


@pytest.mark.parametrize("name", ["new_link", "close_account"])
def test_not_the_own_account(boss: User, name: str) -> None:
    assert admin(boss).post(reverse(name, args=[boss.pk])).status_code == 409
    boss.refresh_from_db()
    assert boss.is_active
    assert not boss.invitations.exists()


def test_the_pages_tell_nothing_of_teams(boss: User, coach: User, team: Team) -> None:
    client = admin(boss)
    for address in (reverse("accounts"), reverse("one_account", args=[coach.pk])):
        page = client.get(address).content.decode()
        assert "Kim Prov" in page
        for told in (team.name, team.slug, "Coach", "Team lead"):
            assert told not in page


def test_a_search_by_any_part_of_the_name_stays_out_of_the_address(boss: User, coach: User) -> None:
    make_user("robin")
    for text, found in (("kim", True), ("KIM prov", True), ("prov", True), ("finns inte", False)):
        answer = client_of(boss).post(reverse("accounts"), {"q": text})
        assert (reverse("one_account", args=[coach.pk]) in answer.content.decode()) is found, text


def test_a_link_by_mail_only_where_mail_is_sent(boss: User, settings: LazySettings) -> None:
    typed = {"username": "nils", "first_name": "Nils", "last_name": "Ek", "mail": "nils@example.org"}
    client = admin(boss)
    assert 'name="mail"' not in client.get(reverse("new_account")).content.decode()
    settings.EMAIL_HOST = "relay.example.org"
    answer = client.post(reverse("new_account"), typed)
    (sent,) = mail.outbox
    assert sent.to == ["nils@example.org"]
    assert link_in_text(sent.body) not in answer.content.decode()
    assert "nils" not in sent.body + sent.subject


def link_in_text(text: object) -> str:
    found = re.search(r"/konto/inbjudan/[\w-]+/", str(text))
    assert found
    return found[0]


def test_queries_do_not_grow_with_accounts(boss: User) -> None:
    client = client_of(boss)
    client.get(reverse("accounts"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("accounts"))
    for number in range(12):
        make_user(f"u{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("accounts"))
    assert len(many) <= len(few) <= 15
