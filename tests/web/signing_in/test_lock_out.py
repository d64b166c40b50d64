"""Guessing comes to an end, in all workers, and tells nobody who exists."""

from __future__ import annotations

import time

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse

from samsteg.accounts.counters import CounterCache
from samsteg.accounts.lockout import address_of
from samsteg.accounts.models import Counter, User
from samsteg.audit.models import SignInEntry
from tests.web.signing_in.people import browser, is_inside, send_password
from tests.web.users import PASSWORD, make_user

pytestmark = pytest.mark.django_db

WRONG = "fel-losenord-alltid"


@pytest.fixture
def user(db: None) -> User:
    return make_user("kim")


def test_five_wrong_passwords_lock_even_the_right_one(user: User) -> None:
    answers = [send_password(browser(), "kim", WRONG) for _try in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    door = browser()
    locked = send_password(door, "kim")
    assert locked.status_code == 429
    assert "Wait half an hour" in locked.content.decode()
    assert not is_inside(door)


def test_half_an_hour_later_it_opens_again(user: User) -> None:
    with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False) as clock:
        for _try in range(5):
            send_password(browser(), "kim", WRONG)
        clock.shift(29 * 60)
        assert send_password(browser(), "kim").status_code == 429
        clock.shift(2 * 60)
        door = browser()
        send_password(door, "kim")
        assert is_inside(door)


def test_somebody_elsewhere_is_not_locked_out_with_the_guesser(user: User, settings: LazySettings) -> None:
    for _try in range(6):
        send_password(browser(), "kim", WRONG)
    door = browser()
    door.defaults["REMOTE_ADDR"] = "192.0.2.7"
    send_password(door, "kim")
    assert is_inside(door)


def test_a_guesser_with_many_addresses_is_stopped_too(user: User) -> None:
    """Twenty wrong ones an hour for one user name, from anywhere."""
    for number in range(20):
        door = browser()
        door.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert send_password(door, "kim", WRONG).status_code == 200
    door = browser()
    door.defaults["REMOTE_ADDR"] = "192.0.2.99"
    answer = send_password(door, "kim")
    assert "too many attempts" in answer.content.decode()
    assert not is_inside(door)


def test_the_locked_answer_is_the_same_for_nobody(user: User) -> None:
    pages = []
    for name in ("kim", "ingen-alls"):
        for _try in range(5):
            answer = send_password(browser(), name, WRONG)
        lines = answer.content.decode().splitlines()
        pages.append((answer.status_code, [line for line in lines if "csrfmiddlewaretoken" not in line]))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429


@pytest.mark.parametrize(
    "count", [500, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.full_product])]
)
def test_thousands_of_attempts_stay_locked_and_cost_one_row(
    user: User, rf: RequestFactory, count: int
) -> None:
    for _try in range(count):
        assert authenticate(rf.post("/konto/logga-in/"), username="kim", password=WRONG) is None
    assert AccessAttempt.objects.count() == 1
    assert AccessAttempt.objects.get().failures_since_start == 5
    assert authenticate(rf.post("/konto/logga-in/"), username="kim", password=PASSWORD) is None
    assert send_password(browser(), "kim").status_code == 429


def test_what_was_typed_is_kept_nowhere(user: User) -> None:
    typed = "ett-losenord-i-fel-falt"
    send_password(browser(), typed, WRONG, next="/team/provdalen/")
    with connection.cursor() as cursor:
        for table in ("axes_accessattempt", "accounts_counter", "audit_sign_in"):
            for text in (typed, WRONG):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {table}::text ILIKE %s", [f"%{text}%"])
                assert cursor.fetchone() == (0,), table
    assert AccessAttempt.objects.count() == 1


def test_wrong_passwords_are_logged_with_the_user_and_nothing_else(user: User) -> None:
    send_password(browser(), "KIM", WRONG)
    send_password(browser(), "ingen", WRONG)
    rows = SignInEntry.objects.order_by("pk").values_list("event", "reason", "user_id")
    assert list(rows) == [("failed", "password", user.pk), ("failed", "password", None)]


def test_the_log_of_the_door_only_grows(user: User) -> None:
    send_password(browser(), "kim", WRONG)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('samsteg_app', 'audit_sign_in', 'UPDATE'),"
            " has_table_privilege('samsteg_app', 'audit_sign_in', 'DELETE'),"
            " has_table_privilege('samsteg_app', 'audit_sign_in', 'INSERT')"
        )
        assert cursor.fetchone() == (False, False, True)


def test_it_takes_as_long_whether_the_user_exists_or_not(settings: LazySettings, rf: RequestFactory) -> None:
    """With the hash of production, both hash once: compared by count, and by time with a wide margin."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("robin")
    User.objects.filter(username="robin").update(is_active=True)
    locked = make_user("love")
    locked.set_unusable_password()
    locked.save()
    spent = {}
    hashes = {}
    for name in ("robin", "ingen", "love"):
        with count_hashes() as counted:
            start = time.perf_counter()
            authenticate(rf.post("/"), username=name, password=WRONG)
            spent[name] = time.perf_counter() - start
        hashes[name] = len(counted)
    assert hashes == {"robin": 1, "ingen": 1, "love": 1}
    assert max(spent.values()) < 20 * min(spent.values())


class count_hashes:
    """Counts how often argon2 works, at making a hash and at comparing with one."""

    def __enter__(self) -> list[str]:
        self.counted: list[str] = []
        self.before = (Argon2PasswordHasher.encode, Argon2PasswordHasher.verify)

        def encode(hasher: Argon2PasswordHasher, password: str, salt: str) -> str:
            self.counted.append("encode")
            return self.before[0](hasher, password, salt)

        def verify(hasher: Argon2PasswordHasher, password: str, encoded: str) -> bool:
            self.counted.append("verify")
            return self.before[1](hasher, password, encoded)

        Argon2PasswordHasher.encode = encode  # type: ignore[method-assign]
        Argon2PasswordHasher.verify = verify  # type: ignore[method-assign]
        return self.counted

    def __exit__(self, *fault: object) -> None:
        Argon2PasswordHasher.encode, Argon2PasswordHasher.verify = self.before  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # nobody is believed
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is what the browser claims
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),  # too short a chain is not believed
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "'; DROP TABLE", "0.0.0.0"),  # counted all the same
    ],
)
def test_where_a_request_comes_from(
    settings: LazySettings, rf: RequestFactory, proxies: int, forwarded: str, seen: str
) -> None:
    settings.SAMSTEG_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded})
    assert address_of(request) == seen


def test_an_address_that_is_none_does_not_go_uncounted(user: User, settings: LazySettings) -> None:
    settings.SAMSTEG_PROXIES = 1
    for number in range(6):
        door = browser()
        door.defaults["HTTP_X_FORWARDED_FOR"] = f"skräp{number}"
        answer = send_password(door, "kim", WRONG)
    assert answer.status_code == 429


class TestCounters:
    """The cache in the database, which all workers share."""

    def test_it_is_the_one_in_use(self) -> None:
        assert isinstance(cache._connections["default"], CounterCache)  # type: ignore[attr-defined]

    def test_what_is_set_is_read_until_its_time_is_out(self) -> None:
        with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False) as clock:
            cache.set("a", [1.5, 2], 60)
            assert cache.get("a") == [1.5, 2]
            clock.shift(61)
            assert cache.get("a", "borta") == "borta"

    def test_add_is_for_the_first_alone_until_it_has_expired(self) -> None:
        with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False) as clock:
            assert [cache.add("a", 1, 60), cache.add("a", 2, 60)] == [True, False]
            assert cache.get("a") == 1
            clock.shift(61)
            assert cache.add("a", 3, 60)
            assert cache.get("a") == 3

    def test_touch_delete_and_clear(self) -> None:
        cache.set("a", "x", None)
        assert (cache.touch("a", 60), cache.touch("b", 60)) == (True, False)
        assert (cache.delete("a"), cache.delete("a")) == (True, False)
        cache.set("c", {"d": None})
        assert "c" in cache
        cache.clear()
        assert not Counter.objects.exists()

    def test_a_text_stays_a_text(self) -> None:
        cache.set("a", "[1]")
        assert cache.get("a") == "[1]"


def test_many_log_ins_a_minute_from_one_address_are_slowed(user: User) -> None:
    answers = [browser_post() for _try in range(61)]
    assert answers[-1] == 429
    assert set(answers[:60]) == {200}


def browser_post() -> int:
    return int(browser().post(reverse("account_login"), {"login": "", "password": ""}).status_code)
