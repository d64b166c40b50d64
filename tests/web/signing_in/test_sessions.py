"""Sessions end in time, belong to somebody, and can be ended; the key changes hands at log-in."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.accounts.models import Session, User
from samsteg.accounts.services import disable_user, forget_expired
from samsteg.accounts.sessions import SessionStore, digest_of
from samsteg.audit.models import SignInEntry
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.web.signing_in.devices import device_of
from tests.web.signing_in.people import browser, is_inside, send_password
from tests.web.users import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
MINUTE, HOUR = 60, 3600


@pytest.fixture
def user(db: None) -> User:
    return make_user("kim")


@pytest.mark.parametrize(("minutes", "inside"), [(29, True), (30, False), (300, False)])
def test_half_an_hour_of_silence_ends_a_session(user: User, minutes: int, inside: bool) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        door = browser()
        send_password(door, "kim")
        clock.shift(minutes * MINUTE)
        assert is_inside(door) is inside


@pytest.mark.parametrize(("hours", "inside"), [(9.9, True), (10, False)])
def test_ten_hours_end_a_session_however_busy(user: User, hours: float, inside: bool) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        door = browser()
        send_password(door, "kim")
        for _step in range(int(hours * 60) // 20):
            clock.move_to(min(clock_now() + dt.timedelta(minutes=20), MORNING + dt.timedelta(hours=hours)))
            answer = door.get(reverse("my_account"))
        clock.move_to(MORNING + dt.timedelta(hours=hours))
        answer = door.get(reverse("my_account"))
        assert (answer.status_code == 200) is inside


def clock_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_why_is_told_once_on_the_log_in_page_and_logged(user: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        door = browser()
        send_password(door, "kim")
        clock.shift(HOUR)
        door.get("/")
        pages = [door.get(reverse("account_login")).content.decode() for _time in range(2)]
    assert ["nothing had happened for half an hour" in page for page in pages] == [True, False]
    assert SignInEntry.objects.filter(event="ended", reason="idle", user_id=user.pk).count() == 1


def test_a_form_sent_too_late_changes_nothing(user: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        door, other = browser(), browser()
        for one in (door, other):
            send_password(one, "kim")
        clock.shift(31 * MINUTE)
        door.post(reverse("end_other_sessions"))
        assert (
            Session.objects.filter(user_id=user.pk).count() == 1
        )  # the other's, which ends by its own clock


def test_the_key_changes_at_log_in(user: User) -> None:
    """Session fixation: a key that somebody planted is not the key of who then signs in."""
    door = browser()
    planted = SessionStore()
    planted["x"] = 1
    planted.save()
    door.cookies["sessionid"] = planted.session_key
    assert door.session["x"] == 1
    send_password(door, "kim")
    assert is_inside(door)
    assert door.cookies["sessionid"].value != planted.session_key
    thief = browser()
    thief.cookies["sessionid"] = planted.session_key
    assert not is_inside(thief)


def test_a_log_in_that_another_site_sends_is_refused(user: User) -> None:
    door = Client(enforce_csrf_checks=True)
    assert send_password(door, "kim").status_code == 403
    assert not is_inside(door)


def test_two_tabs_with_two_users(user: User) -> None:
    """A form that the first user's tab still shows can't be sent as the second."""
    make_user("robin")
    door = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    def log_in(name: str) -> None:
        token = door.get(reverse("account_login")).context["csrf_token"]
        send_password(door, name, csrfmiddlewaretoken=str(token))

    log_in("kim")
    old_tab = str(door.get(reverse("my_account")).context["csrf_token"])
    assert door.post(reverse("account_logout"), {"csrfmiddlewaretoken": old_tab}).status_code == 302
    log_in("robin")
    refused = door.post(reverse("end_other_sessions"), {"csrfmiddlewaretoken": old_tab})
    assert refused.status_code == 403
    fresh = str(door.get(reverse("my_account")).context["csrf_token"])
    assert door.post(reverse("end_other_sessions"), {"csrfmiddlewaretoken": fresh}).status_code == 302


def test_the_table_holds_no_key_that_opens(user: User) -> None:
    door = browser()
    send_password(door, "kim")
    key = door.cookies["sessionid"].value
    row = Session.objects.get(user_id=user.pk)
    assert row.session_key == digest_of(key) != key
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_session s WHERE s::text LIKE %s", [f"%{key}%"])
        assert cursor.fetchone() == (0,)
    thief = browser()
    thief.cookies["sessionid"] = row.session_key
    assert not is_inside(thief)


class TestOwnSessions:
    @pytest.fixture
    def doors(self, user: User) -> list[Client]:
        made = [Client(headers={"user-agent": FIREFOX, "accept-language": "en"}), browser(), browser()]
        for door in made:
            send_password(door, "kim")
            door.get("/")
        return made

    def test_all_are_shown_with_device(self, doors: list[Client]) -> None:
        page = doors[0].get(reverse("my_account"))
        assert len(page.context["sessions"]) == 3
        assert page.context["sessions"][0].is_this
        assert page.context["sessions"][0].device == "Firefox, Windows"
        assert "You are logged in in 3 places." in page.content.decode()

    def test_one_is_ended_at_once(self, doors: list[Client]) -> None:
        digest = digest_of(doors[1].cookies["sessionid"].value)
        doors[0].post(reverse("end_session"), {"session": digest})
        assert [is_inside(door) for door in doors] == [True, False, True]

    def test_all_others_are_ended_at_once(self, doors: list[Client]) -> None:
        answer = doors[0].post(reverse("end_other_sessions"), follow=True)
        assert "2 sessions are ended." in answer.content.decode()
        assert [is_inside(door) for door in doors] == [True, False, False]

    def test_nobody_elses_can_be_ended_or_seen(self, doors: list[Client]) -> None:
        other = client_of(make_user("robin"))
        digest = digest_of(doors[0].cookies["sessionid"].value)
        assert other.post(reverse("end_session"), {"session": digest}).status_code == 404
        assert is_inside(doors[0])
        assert len(other.get(reverse("my_account")).context["sessions"]) == 1

    def test_a_new_password_ends_the_others(self, doors: list[Client], user: User) -> None:
        doors[0].post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/konto/losenord/"})
        new = "fjorton nya granar"
        answer = doors[0].post(reverse("account_change_password"), {"password1": new, "password2": new})
        assert answer.headers["Location"] == reverse("my_account")
        assert [is_inside(door) for door in doors] == [True, False, False]
        user.refresh_from_db()
        assert user.check_password(new)

    def test_closing_the_account_ends_all(self, doors: list[Client], user: User) -> None:
        boss = make_user("chef")
        with pytest.raises(PermissionRefused):
            disable_user(actor=Actor(user_id=boss.pk, username="chef"), user=user)
        ended = disable_user(actor=admin(boss), user=user)
        assert ended == 3
        assert [is_inside(door) for door in doors] == [False, False, False]
        assert not Session.objects.filter(user_id=user.pk).exists()
        assert not is_inside_after_log_in("kim")
        entry = SignInEntry.objects.get(event="disabled")
        assert (entry.user_id, entry.by_user_id) == (user.pk, boss.pk)


def admin(user: User) -> Actor:
    return Actor(user_id=user.pk, username=user.username, offices=frozenset({"system_admin"}))


def is_inside_after_log_in(name: str) -> bool:
    door = browser()
    send_password(door, name)
    return is_inside(door)


def test_nobody_closes_the_own_account(user: User) -> None:
    with pytest.raises(Refused):
        disable_user(actor=admin(user), user=user)
    user.refresh_from_db()
    assert user.is_active


def test_the_list_takes_as_many_queries_however_many_sessions(user: User) -> None:
    def queries() -> int:
        door = client_of(user)
        door.get(reverse("my_account"))
        with CaptureQueriesContext(connection) as seen:
            door.get(reverse("my_account"))
        return len(seen)

    first = queries()
    for _number in range(10):
        client_of(user).get("/")
    assert queries() == first


def test_what_is_out_of_time_is_forgotten(user: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        send_password(browser(), "kim")
        clock.shift(11 * HOUR)
        assert forget_expired() >= 1
    assert not Session.objects.exists()


def test_an_anonymous_session_belongs_to_nobody(user: User) -> None:
    door = browser()
    session = door.session
    session["x"] = 1
    session.save()
    row = Session.objects.get()
    assert (row.user_id, row.started_at, row.device) == (None, None, "")
    assert SESSION_KEY not in row.get_decoded()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
