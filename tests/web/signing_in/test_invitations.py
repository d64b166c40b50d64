"""Accounts come by invitation alone: a link that works once, and never a role."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from samsteg.access.models import Membership
from samsteg.accounts import electronic_ids
from samsteg.accounts.invitations import invite
from samsteg.accounts.models import ElectronicId, Invitation, User
from samsteg.accounts.oidc import wire
from samsteg.audit.models import SignInEntry
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from tests.accounts.fake_oidc import ISSUER, SETTINGS, FakeOidc
from tests.web.signing_in.people import add_app, browser, factors_of, is_inside, send_password
from tests.web.users import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = "fjorton gröna granar"


@pytest.fixture
def secret(db: None) -> str:
    return invite(actor=None, username="Kim", first_name="Kim", last_name="Prov")[1]


def open_link(door: Client, secret: str, username: str = "kim") -> int:
    return int(door.post(reverse("invitation", args=[secret]), {"username": username}).status_code)


def set_password(door: Client, password: str = NEW, again: str = "") -> int:
    address = reverse("accept_invitation")
    return int(door.post(address, {"password": password, "again": again or password}).status_code)


def test_the_link_the_name_and_a_password_open_the_account(secret: str) -> None:
    door = browser()
    assert door.get(reverse("invitation", args=[secret])).status_code == 200
    assert open_link(door, secret, " KIM ") == 302
    assert "Your user name is kim." in door.get(reverse("accept_invitation")).content.decode()
    assert set_password(door) == 302
    assert is_inside(door)
    again = browser()
    send_password(again, "kim", NEW)
    assert is_inside(again)


def test_where_a_second_factor_is_demanded_it_comes_next(secret: str, settings: LazySettings) -> None:
    settings.SAMSTEG_SECOND_FACTOR = True
    door = browser()
    open_link(door, secret)
    set_password(door)
    assert door.get("/").headers["Location"] == reverse("second_factor")
    assert door.get(reverse("mfa_activate_totp")).status_code == 200  # without being asked once more


def test_an_invitation_gives_no_role(secret: str) -> None:
    assert not Membership.objects.filter(user__username="kim").exists()


def test_looking_at_the_link_uses_nothing_up(secret: str) -> None:
    for _time in range(3):
        browser().get(reverse("invitation", args=[secret]))
    assert open_link(browser(), secret) == 302


def test_a_link_works_once(secret: str) -> None:
    door, late = browser(), browser()
    open_link(door, secret)
    open_link(late, secret)  # opened twice before it was used
    assert set_password(door) == 302
    assert set_password(late, "femton andra granar") == 302  # sent home
    assert not is_inside(late)
    assert open_link(browser(), secret) == 422
    assert User.objects.get(username="kim").check_password(NEW)


def test_three_days_later_it_works_no_more(secret: str) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=72, minutes=1)):
        assert open_link(browser(), secret) == 422


def test_it_must_be_used_in_time_also_when_it_was_opened_in_time(secret: str) -> None:
    door = browser()
    open_link(door, secret)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=73)):
        set_password(door)
    assert not User.objects.get(username="kim").has_usable_password()


def test_five_wrong_names_burn_the_link(secret: str) -> None:
    answers = [open_link(browser(), secret, f"gissning{number}") for number in range(5)]
    assert answers == [422] * 5
    assert open_link(browser(), secret) == 422
    assert SignInEntry.objects.filter(reason="invitation_name").count() == 5


def test_wrong_link_wrong_name_and_old_link_say_the_same(secret: str) -> None:
    pages = []
    for link, name in (("finns-inte", "kim"), (secret, "robin"), ("x" * 43, "robin")):
        page = browser().post(reverse("invitation", args=[link]), {"username": name}).content.decode()
        pages.append(
            [line.replace(name, "") for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
        )
    assert pages[0] == pages[1] == pages[2]


def test_the_link_itself_is_not_stored(secret: str) -> None:
    assert secret not in str(list(Invitation.objects.values()))
    assert Invitation.objects.get().digest != secret


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("kort", "kort", "too short"),
        (NEW, "femton gröna granar", "not the same"),
        ("password1234", "password1234", "too common"),
    ],
)
def test_a_weak_or_mistyped_password_keeps_the_invitation(
    secret: str, password: str, again: str, words: str
) -> None:
    door = browser()
    open_link(door, secret)
    page = door.post(reverse("accept_invitation"), {"password": password, "again": again})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert set_password(door) == 302


def test_without_the_link_the_page_is_not_there() -> None:
    assert browser().get(reverse("accept_invitation")).headers["Location"] == "/"
    assert set_password(browser()) == 302


def test_a_new_invitation_starts_the_account_anew() -> None:
    """Lost telephone, lost password: everything that may be in other hands stops working."""
    user = make_user("kim")
    add_app(user)
    electronic_ids.connect(user=user, issuer=ISSUER, digest="0" * 64)
    inside = browser()
    inside.force_login(user)
    _user, secret = invite(actor=None, username="kim")
    assert is_inside(inside)  # not before it is used
    door = browser()
    open_link(door, secret)
    set_password(door)
    assert not is_inside(inside)
    assert factors_of(user) == []
    assert not ElectronicId.objects.filter(ended_at__isnull=True).exists()
    old = browser()
    send_password(old, "kim", PASSWORD)
    assert not is_inside(old)


def test_a_newer_link_ends_the_older(secret: str) -> None:
    newer = invite(actor=None, username="kim")[1]
    assert open_link(browser(), secret) == 422
    assert open_link(browser(), newer) == 302


def test_a_closed_account_is_not_invited(secret: str) -> None:
    User.objects.filter(username="kim").update(is_active=False)
    assert open_link(browser(), secret) == 422
    with pytest.raises(Refused):
        invite(actor=None, username="kim")


@pytest.mark.parametrize("name", ["", "  ", "kim prov", "x" * 151])
def test_a_name_that_cannot_be_one(name: str) -> None:
    with pytest.raises(Refused):
        invite(actor=None, username=name)


def test_only_a_system_administrator_invites() -> None:
    boss = make_user("chef")
    with pytest.raises(PermissionRefused):
        invite(actor=Actor(user_id=boss.pk, username="chef"), username="kim")
    admin = Actor(user_id=boss.pk, username="chef", offices=frozenset({"system_admin"}))
    invite(actor=admin, username="kim")
    assert Invitation.objects.get().made_by_id == boss.pk


def test_the_first_log_in_by_e_id_connects_it(
    secret: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeOidc()
    settings.SAMSTEG_OIDC = [SETTINGS]
    wire.forget()
    monkeypatch.setattr(wire, "fetch", fake.fetch)
    door = browser()
    assert (
        door.post("/konto/e-leg/provleg/", {"purpose": "invitation"}).status_code == 200
    )  # but leads nowhere:
    page = door.post("/konto/e-leg/provleg/", {"purpose": "invitation"})
    assert door.get("/konto/e-leg/provleg/svar/", fake.visit(page.context["address"])).status_code == 403
    open_link(door, secret)
    page = door.post("/konto/e-leg/provleg/", {"purpose": "invitation"})
    door.get("/konto/e-leg/provleg/svar/", fake.visit(page.context["address"]))
    assert is_inside(door)
    user = User.objects.get(username="kim")
    assert (ElectronicId.objects.get().user, user.has_usable_password()) == (user, False)
    assert open_link(browser(), secret) == 422


class TestCommands:
    def test_the_link_is_printed(self, settings: LazySettings) -> None:
        settings.SAMSTEG_ADDRESS = "https://prov.example"
        out = io.StringIO()
        call_command("invite", "kim", stdout=out)
        link = out.getvalue().split()[0]
        assert link.startswith("https://prov.example/konto/inbjudan/")
        assert open_link(browser(), link.rstrip("/").rpartition("/")[2]) == 302

    def test_the_mail_names_neither_service_nor_person(self, settings: LazySettings) -> None:
        settings.SAMSTEG_ADDRESS = "https://prov.example"
        call_command(
            "invite",
            "kim-larsson",
            "--last-name",
            "Larsson",
            "--mail",
            "nagon@exempel.test",
            stdout=io.StringIO(),
        )
        letter = mail.outbox[0]
        text = f"{letter.subject} {letter.body} {letter.from_email}".lower()
        assert "https://prov.example/konto/inbjudan/" in text
        for word in ("samsteg", "kim", "larsson", "deltagare", "participant"):
            assert word not in text
        assert User.objects.get(username="kim-larsson").email == ""

    def test_an_account_is_closed_and_opened(self) -> None:
        user = make_user("kim")
        door = browser()
        door.force_login(user)
        call_command("account", "kim", "--close", stdout=io.StringIO())
        assert not is_inside(door)
        call_command("account", "kim", "--open", stdout=io.StringIO())
        send_password(door, "kim")
        assert is_inside(door)
        call_command("account", "kim", "--end-sessions", stdout=io.StringIO())
        assert not is_inside(door)

    def test_who_is_no_administrator_is_refused(self) -> None:
        make_user("kim")
        make_user("robin")
        for line in (["invite", "ny", "--as", "robin"], ["account", "kim", "--close", "--as", "robin"]):
            with pytest.raises(CommandError):
                call_command(*line, stdout=io.StringIO())
        with pytest.raises(CommandError):
            call_command("account", "finns-inte", "--close", stdout=io.StringIO())
        assert User.objects.get(username="kim").is_active
        assert not User.objects.filter(username="ny").exists()
