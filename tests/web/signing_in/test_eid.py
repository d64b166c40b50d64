"""e-ID: the way in for those whose e-ID is connected, and each claim wrong in turn: refused and logged."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from samsteg.accounts import electronic_ids
from samsteg.accounts.models import ElectronicId, User
from samsteg.accounts.oidc import wire
from samsteg.accounts.oidc.providers import WrongProvider, providers
from samsteg.audit.models import SignInEntry
from samsteg.web.signing_in.sealing import subject_digest
from tests.accounts.fake_oidc import ISSUER, LOA3, SETTINGS, FakeOidc
from tests.web.signing_in.people import add_app, browser, confirm, is_inside
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db

START = "/konto/e-leg/provleg/"
ANSWER = "/konto/e-leg/provleg/svar/"
HOUR = 3600


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> FakeOidc:
    made = FakeOidc()
    settings.SAMSTEG_OIDC = [SETTINGS]
    settings.SAMSTEG_SECOND_FACTOR = True
    wire.forget()
    monkeypatch.setattr(wire, "fetch", made.fetch)
    return made


@pytest.fixture
def user(db: None) -> User:
    found = make_user("kim")
    electronic_ids.connect(user=found, issuer=ISSUER, digest=subject_digest(ISSUER, "199005179806"))
    return found


def begin(door: Client, fake: FakeOidc, purpose: str = "sign_in", **more: str) -> dict[str, str]:
    page = door.post(START, {"purpose": purpose, **more})
    assert page.status_code == 200, page.content.decode()
    return fake.visit(page.context["address"])


def go_through(door: Client, fake: FakeOidc, purpose: str = "sign_in", **more: str) -> HttpResponse:
    return door.get(ANSWER, begin(door, fake, purpose, **more))


def last_reason() -> str:
    return str(SignInEntry.objects.latest("pk").reason)


def test_a_connected_e_id_opens_the_account_without_any_other_step(fake: FakeOidc, user: User) -> None:
    add_app(user)
    door = browser()
    answer = go_through(door, fake, next="/konto/")
    assert answer.headers["Location"] == "/konto/"
    assert is_inside(door)
    entry = SignInEntry.objects.latest("pk")
    assert (entry.event, entry.user_id, entry.reason) == ("signed_in", user.pk, "eid")


def test_what_is_asked_of_the_provider(fake: FakeOidc, user: User) -> None:
    go_through(browser(), fake)
    asked = fake.asked
    assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid", "samsteg-prov")
    assert asked["redirect_uri"] == "http://testserver" + ANSWER
    assert json.loads(asked["claims"]) == {
        "id_token": {"acr": {"essential": True, "values": [LOA3]}, "auth_time": {"essential": True}}
    }
    assert len(asked["nonce"]) >= 40 and len(asked["state"]) >= 40


def test_the_browser_is_sent_on_by_a_page(fake: FakeOidc) -> None:
    """A redirect would fall under form-action, and an open policy would let any form send anything anywhere."""
    page = browser().post(START, {"purpose": "sign_in"})
    assert page.status_code == 200
    assert (
        'http-equiv="refresh" content="0;url=https://broker.example/oidc/authorize?' in page.content.decode()
    )
    assert "broker.example" not in page.headers["Content-Security-Policy"]


NOW = time.time
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("issuer", {"iss": "https://ond.example"}, "eid_issuer"),
    ("issuer_with_slash", {"iss": ISSUER + "/"}, "eid_issuer"),
    ("no_issuer", {"iss": None}, "eid_claim_missing"),
    ("audience", {"aud": "nagon-annan"}, "eid_audience"),
    ("audience_of_two", {"aud": ["samsteg-prov", "nagon-annan"]}, "eid_audience"),
    ("no_audience", {"aud": None}, "eid_claim_missing"),
    ("party", {"azp": "nagon-annan"}, "eid_azp"),
    ("nonce", {"nonce": "gammal"}, "eid_nonce"),
    ("no_nonce", {"nonce": None}, "eid_claim_missing"),
    ("expired", {"exp": 1_700_000_000}, "eid_expired"),
    ("no_expiry", {"exp": None}, "eid_claim_missing"),
    ("made_long_ago", {"iat": 1_700_000_000}, "eid_issued_at"),
    ("made_in_the_future", {"iat": 4_000_000_000}, "eid_issued_at"),
    ("no_making", {"iat": None}, "eid_claim_missing"),
    ("shown_long_ago", {"auth_time": 1_700_000_000}, "eid_auth_time"),
    ("shown_in_the_future", {"auth_time": 4_000_000_000}, "eid_auth_time"),
    ("shown_as_text", {"auth_time": "nu"}, "eid_auth_time"),
    ("no_showing", {"auth_time": None}, "eid_claim_missing"),
    ("level_2", {"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}, "eid_acr"),
    ("level_3_of_nobody", {"acr": "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"}, "eid_acr"),
    ("level_begins_alike", {"acr": LOA3 + "-nonresident"}, "eid_acr"),
    ("level_in_capitals", {"acr": LOA3.upper()}, "eid_acr"),
    ("no_level", {"acr": None}, "eid_claim_missing"),
    ("no_subject", {"sub": None}, "eid_claim_missing"),
    ("empty_subject", {"sub": ""}, "eid_subject"),
    ("other_subject", {"sub": "someone-else"}, "eid_unknown"),
    ("subject_begins_alike", {"sub": "1990051798067"}, "eid_unknown"),
]


@pytest.mark.parametrize(("claims", "reason"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_each_wrong_claim_is_refused_and_logged(
    fake: FakeOidc, user: User, claims: dict[str, Any], reason: str
) -> None:
    fake.claims = claims
    door, count = browser(), User.objects.count()
    assert go_through(door, fake).status_code == 403
    assert not is_inside(door)
    assert last_reason() == reason
    assert User.objects.count() == count


def test_all_claims_right_is_the_only_difference(fake: FakeOidc, user: User) -> None:
    """The same as above, with nothing wrong: so that the tests above can't pass by accident."""
    fake.claims = {"azp": "samsteg-prov", "aud": ["samsteg-prov"]}
    door = browser()
    assert go_through(door, fake).status_code == 302
    assert is_inside(door)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_signatures_with_a_key_pair_are_taken(fake: FakeOidc, user: User, algorithm: str) -> None:
    fake.algorithm = algorithm
    door = browser()
    go_through(door, fake)
    assert is_inside(door)


def test_an_unsigned_token_is_refused(fake: FakeOidc, user: User) -> None:
    fake.algorithm = "none"
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_algorithm")


def test_a_token_signed_with_our_own_secret_is_refused(fake: FakeOidc, user: User) -> None:
    fake.algorithm, fake.signer = "HS256", "hemligt:prov" * 8
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_algorithm")


def test_a_token_signed_by_somebody_else_is_refused(fake: FakeOidc, user: User) -> None:
    fake.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_signature")


def test_a_key_that_the_provider_does_not_publish_is_refused(fake: FakeOidc, user: User) -> None:
    fake.head = {"kid": "ny"}
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_key")


@pytest.mark.parametrize("token", ["", "a.b.c", "ej en token", None, 7, ["x"]])
def test_what_is_no_token_is_refused(fake: FakeOidc, user: User, token: object) -> None:
    fake.tokens = {"id_token": token}
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_malformed")


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://ond.example"},
        {"authorization_endpoint": "https://ond.example/authorize"},
        {"authorization_endpoint": "http://broker.example/authorize"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_points_elsewhere_is_not_followed(fake: FakeOidc, metadata: dict[str, Any]) -> None:
    fake.metadata = metadata
    answer = browser().post(START, {"purpose": "sign_in"})
    assert (answer.status_code, last_reason()) == (403, "eid_unreachable")


@pytest.mark.parametrize("place", ["token_endpoint", "jwks_uri"])
def test_nor_are_its_other_addresses(fake: FakeOidc, user: User, place: str) -> None:
    fake.metadata = {place: "https://127.0.0.1/hemligt"}
    assert (go_through(browser(), fake).status_code, last_reason()) == (403, "eid_unreachable")
    assert not [call for call in fake.calls if "127.0.0.1" in call]


def test_an_answer_belongs_to_the_browser_that_asked(fake: FakeOidc, user: User) -> None:
    """Log-in CSRF: somebody else's answer, or none at all, opens nothing."""
    theirs = begin(browser(), fake)
    mine = browser()
    assert (mine.get(ANSWER, theirs).status_code, last_reason()) == (403, "eid_state")
    begin(mine, fake)
    assert (mine.get(ANSWER, theirs).status_code, last_reason()) == (403, "eid_state")
    assert not is_inside(mine)


def test_an_answer_is_good_once(fake: FakeOidc, user: User) -> None:
    door = browser()
    query = begin(door, fake)
    assert door.get(ANSWER, query).status_code == 302
    door.post(reverse("account_logout"))
    assert (door.get(ANSWER, query).status_code, last_reason()) == (403, "eid_state")


def test_an_answer_from_another_issuer_is_refused_before_the_code_is_used(fake: FakeOidc, user: User) -> None:
    door = browser()
    query = {**begin(door, fake), "iss": "https://ond.example"}
    assert (door.get(ANSWER, query).status_code, last_reason()) == (403, "eid_issuer")
    assert not [call for call in fake.calls if call.endswith("/token")]


def test_saying_no_at_the_provider_is_told_calmly(fake: FakeOidc) -> None:
    door = browser()
    state = begin(door, fake)["state"]
    page = door.get(ANSWER, {"error": "access_denied", "state": state})
    assert "stopped before it was done" in page.content.decode()
    assert last_reason() == "eid_declined"


def test_no_account_comes_from_a_log_in(fake: FakeOidc) -> None:
    count = User.objects.count()
    page = go_through(browser(), fake)
    assert page.status_code == 403
    assert "Accounts are given by invitation" in page.content.decode()
    assert (User.objects.count(), last_reason()) == (count, "eid_unknown")


def test_the_same_subject_of_another_issuer_is_somebody_else(fake: FakeOidc) -> None:
    other = make_user("kim")
    electronic_ids.connect(
        user=other,
        issuer="https://annan.example",
        digest=subject_digest("https://annan.example", fake.subject),
    )
    assert subject_digest("https://annan.example", fake.subject) != subject_digest(ISSUER, fake.subject)
    door = browser()
    assert go_through(door, fake).status_code == 403
    assert not is_inside(door)


def test_a_closed_account_looks_like_none(fake: FakeOidc, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    page = go_through(browser(), fake)
    assert "no account here is connected" in page.content.decode()
    assert last_reason() == "eid_closed"


def test_the_subject_is_stored_nowhere(fake: FakeOidc, user: User) -> None:
    """It may be a personnummer."""
    go_through(browser(), fake)
    with connection.cursor() as cursor:
        for table in ("accounts_electronicid", "audit_sign_in", "accounts_session", "accounts_user"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {table}::text LIKE %s", ["%199005179806%"])
            assert cursor.fetchone() == (0,), table
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() != (0,), table


class TestConnecting:
    def test_a_user_inside_connects_an_e_id_after_confirming(self, fake: FakeOidc) -> None:
        user = make_user("robin")
        add_app(user)
        door = client_of(user)
        fake_settings_off(door, user)
        first = door.post(START, {"purpose": "connect"})
        assert first.status_code == 403
        confirm(door, user)
        assert go_through(door, fake, "connect").headers["Location"] == reverse("my_account")
        assert ElectronicId.objects.get().user == user
        assert "Provlegitimation" in door.get(reverse("my_account")).content.decode()

    def test_somebody_elses_e_id_is_refused(self, fake: FakeOidc, user: User) -> None:
        other = make_user("robin")
        door = client_of(other)
        confirm(door, other)
        page = go_through(door, fake, "connect")
        assert "belongs to another account" in page.content.decode()
        assert ElectronicId.objects.get().user == user

    def test_an_answer_begun_by_another_user_is_refused(self, fake: FakeOidc) -> None:
        """Two tabs, two users: who began is who ends."""
        first, second = make_user("robin"), make_user("love")
        door = client_of(first)
        confirm(door, first)
        query = begin(door, fake, "connect")
        begun = door.session["eid_begun"]
        door.force_login(second)
        session = door.session
        session["eid_begun"] = begun
        session.save()
        assert (door.get(ANSWER, query).status_code, last_reason()) == (403, "eid_other_user")
        assert not ElectronicId.objects.exists()

    def test_it_can_be_taken_away_and_then_opens_nothing(self, fake: FakeOidc, user: User) -> None:
        door = browser()
        go_through(door, fake)
        address = reverse("eid_disconnect", args=[ElectronicId.objects.get().pk])
        assert door.post(address).status_code == 403  # confirm first
        confirm(door, user)
        assert door.post(address).status_code == 302
        assert go_through(browser(), fake).status_code == 403

    def test_a_foreign_e_id_does_not_exist(self, fake: FakeOidc, user: User) -> None:
        other = make_user("robin")
        door = client_of(other)
        fake_settings_off(door, other)
        confirm(door, other)
        assert door.post(reverse("eid_disconnect", args=[ElectronicId.objects.get().pk])).status_code == 404


class TestConfirming:
    def test_the_own_e_id_confirms(self, fake: FakeOidc, user: User) -> None:
        door = browser()
        go_through(door, fake)
        assert door.get("/konto/losenord/").status_code == 302
        answer = go_through(door, fake, "confirm", next="/konto/losenord/")
        assert (fake.asked["prompt"], fake.asked["max_age"]) == ("login", "0")
        assert answer.headers["Location"] == "/konto/losenord/"
        assert door.get("/konto/losenord/").status_code == 200

    def test_an_old_showing_does_not(self, fake: FakeOidc, user: User) -> None:
        door = browser()
        go_through(door, fake)
        fake.claims = {"auth_time": int(time.time()) - 120}
        assert go_through(door, fake, "confirm").status_code == 403
        assert last_reason() == "eid_auth_time"
        assert door.get("/konto/losenord/").status_code == 302

    def test_nor_does_anothers(self, fake: FakeOidc, user: User) -> None:
        other = make_user("robin")
        electronic_ids.connect(user=other, issuer=ISSUER, digest=subject_digest(ISSUER, "annan"))
        door = browser()
        go_through(door, fake)
        fake.subject = "annan"
        assert go_through(door, fake, "confirm").status_code == 403
        assert door.get("/konto/losenord/").status_code == 302

    def test_what_was_written_comes_back_and_leaves_the_session(self, fake: FakeOidc, user: User) -> None:
        door = browser()
        go_through(door, fake)
        page = go_through(door, fake, "confirm", next="/konto/", kept='[["why", "Oroar mig"]]')
        assert "Oroar mig" in page.content.decode()
        assert "eid_begun" not in door.session


def fake_settings_off(door: Client, user: User) -> None:
    """As if the session rested on a code, so that the gate of the second factor stays open."""
    session = door.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 2 * HOUR}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_a_purpose_that_does_not_fit_begins_nothing(fake: FakeOidc) -> None:
    for purpose in ("connect", "confirm", "annat", ""):
        assert browser().post(START, {"purpose": purpose}).headers["Location"] == reverse("home")
    assert browser().get(START).status_code == 405
    assert browser().post("/konto/e-leg/finns-inte/", {"purpose": "sign_in"}).status_code == 404
    assert fake.calls == []


def test_keys_are_looked_up_again_when_they_change_but_not_at_every_try(fake: FakeOidc, user: User) -> None:
    go_through(browser(), fake)
    fake.head = {"kid": "ny"}
    for _try in range(3):
        go_through(browser(), fake)
    assert len([call for call in fake.calls if call.endswith("/keys")]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://broker.example"},
        {"issuer": "https://broker.example/?x=1"},
        {"acr": []},
        {"acr": LOA3},
        {"client_secret": ""},
        {"slug": "Prov Leg"},
        {"secret_in": "address"},
        {"hostz": []},
    ],
)
def test_a_provider_described_wrongly_stops_the_start(settings: LazySettings, change: dict[str, Any]) -> None:
    settings.SAMSTEG_OIDC = [{**SETTINGS, **change}]
    with pytest.raises(WrongProvider) as fault:
        providers()
    assert "hemligt" not in str(fault.value)


def test_two_providers_may_not_be_mixed_up(settings: LazySettings) -> None:
    settings.SAMSTEG_OIDC = [SETTINGS, {**SETTINGS, "slug": "annan"}]
    with pytest.raises(WrongProvider, match="same issuer"):
        providers()
