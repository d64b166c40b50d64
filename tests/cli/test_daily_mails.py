"""At most one mail a day to who has chosen it and has something due; it names nobody and nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import DailyMail, User
from samsteg.cli.daily_mails import send_daily_mails
from samsteg.follow_ups.due import pause_reminders
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import note_done
from samsteg.follow_ups.times import set_times
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import make_authority, make_consent, make_stay, make_team
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "kim@exempel.invalid"
MONDAY = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())


@pytest.fixture(autouse=True)
def mail_host(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "post.exempel.invalid"


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def kim(team: Team) -> User:
    user = make_user("kim", team)
    DailyMail.objects.create(user=user, address=ADDRESS, chosen_at=timezone.now())
    return user


@pytest.fixture
def late(team: Team, kim: User) -> Stay:
    """A participant of Kim's whose first follow-up should have been held."""
    stay = make_stay(team, own_id="MIN-1", enrolled_on=MONDAY - dt.timedelta(days=100))
    make_consent(team, stay.person_id)
    with inside(team) as actor:
        assign_coaches(team=team, coaches={stay.person_id: kim.pk})
        begins = MONDAY - dt.timedelta(days=200)
        set_times(actor=actor, team=team, valid_from=begins, first_weeks=6, every_months=3)
    return stay


def test_one_mail_a_day_that_names_nobody(team: Team, late: Stay) -> None:
    with translation.override("en"):
        assert send_daily_mails(MONDAY) == (1, 0)
        assert send_daily_mails(MONDAY) == (0, 0)
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    said = f"{sent.subject} {sent.body} {sent.from_email}"
    for word in ("Samsteg", team.name, team.slug, "MIN-1", "Kim", "kim", "ollow"):
        assert word not in said, word
    assert send_daily_mails(MONDAY + dt.timedelta(days=1)) == (1, 0)


def test_a_quiet_day_has_no_mail(team: Team, kim: User) -> None:
    make_stay(team, own_id="ANNANS", enrolled_on=MONDAY - dt.timedelta(days=100))
    assert send_daily_mails(MONDAY) == (0, 0)
    assert DailyMail.objects.get().sent_on is None


def test_a_reminder_that_rests_sends_nothing(team: Team, late: Stay) -> None:
    until = timezone.localdate() + dt.timedelta(days=30)
    with inside(team) as actor:
        pause_reminders(actor=actor, team=team, person_id=late.person_id, paused_to=until)
    assert send_daily_mails(MONDAY) == (0, 0)
    with inside(team) as actor:
        pause_reminders(actor=actor, team=team, person_id=late.person_id, paused_to=None)
    assert send_daily_mails(MONDAY) == (1, 0)


def test_what_was_already_done_sends_nothing(team: Team, late: Stay) -> None:
    with inside(team) as actor:
        booking = Booking(kind="regular", meeting_on=timezone.localdate())
        note_done(actor=actor, team=team, person_id=late.person_id, booking=booking)
    assert send_daily_mails(MONDAY) == (0, 0)


@pytest.mark.parametrize("days", [5, 6])
def test_none_at_weekends(late: Stay, days: int) -> None:
    assert send_daily_mails(MONDAY + dt.timedelta(days=days)) == (0, 0)
    assert send_daily_mails(MONDAY + dt.timedelta(days=7)) == (1, 0)


def test_none_without_choice_account_or_mail(settings: LazySettings, late: Stay, kim: User) -> None:
    settings.EMAIL_HOST = ""
    assert send_daily_mails(MONDAY) == (0, 0)
    settings.EMAIL_HOST = "post.exempel.invalid"
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert send_daily_mails(MONDAY) == (0, 0)
    User.objects.filter(pk=kim.pk).update(is_active=True)
    DailyMail.objects.all().delete()
    assert send_daily_mails(MONDAY) == (0, 0)
    assert mail.outbox == []


def test_a_representative_has_no_day_and_no_mail(team: Team, late: Stay) -> None:
    board = make_authority("N\u00e4mnden", "board")
    user = make_user("representant")
    join(team, user, Role.REPRESENTATIVE, board)
    make_consent(team, late.person_id, board)
    DailyMail.objects.update(user=user)
    assert send_daily_mails(MONDAY) == (0, 0)


def test_what_could_not_be_sent_is_tried_again(late: Stay, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_mail: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("samsteg.accounts.daily_mails.send", broken)
        assert send_daily_mails(MONDAY) == (0, 1)
    assert send_daily_mails(MONDAY) == (1, 0)


def test_it_is_chosen_and_stopped_on_the_account(kim: User) -> None:
    DailyMail.objects.all().delete()
    client: Client = client_of(kim)
    there, here = reverse("my_daily_mail"), reverse("my_account")
    assert "You get none." in client.get(here).content.decode()
    wrong = client.post(there, {"address": "kim-at-work"})
    assert wrong.status_code == 422 and 'value="kim-at-work"' in wrong.content.decode()
    client.post(there, {"address": ADDRESS})
    assert DailyMail.objects.get().address == ADDRESS
    assert ADDRESS in client.get(here).content.decode()
    client.post(there, {"stop": "1", "address": ADDRESS})
    assert not DailyMail.objects.exists()


def test_where_no_mail_is_sent_there_is_nothing_to_choose(settings: LazySettings, kim: User) -> None:
    settings.EMAIL_HOST = ""
    client = client_of(kim)
    assert "Reminders by mail" not in client.get(reverse("my_account")).content.decode()
    assert client.post(reverse("my_daily_mail"), {"address": ADDRESS}).status_code == 404


def test_a_colleague_is_not_told_of_what_is_another_coachs(team: Team, late: Stay) -> None:

    DailyMail.objects.update(user=make_user("annan", team))
    assert send_daily_mails(MONDAY) == (0, 0)
