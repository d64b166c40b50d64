"""The officer's pages of the log and the alarms: what they tell, and what they leave behind."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind, ReadKind, SignInEvent
from samsteg.audit.models import Alarm, ReadEntry, ReviewDecision, ReviewItem
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.context import acting, set_context
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.participants.odd_reads import look_through_log
from tests.audit.log_rows import add_read
from tests.factories import make_stay, officer
from tests.web.users import appoint_officer, client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
NIGHT = dt.datetime.combine(TODAY - dt.timedelta(days=2), dt.time(22, 5), tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def boss(team: Team) -> User:
    user = make_user("ansvarig")
    appoint_officer(user, team)
    return user


@pytest.fixture
def officer_client(boss: User) -> Client:
    return client_of(boss)


@pytest.fixture
def reader(team: Team) -> User:
    return make_user("anna", team)


@pytest.fixture
def stay(team: Team, reader: User) -> Stay:
    """Read by Anna on an evening of this month or the last."""
    stay = make_stay(team, own_id="ZQX-7")
    add_read(team, NIGHT, actor_id=reader.pk, person_id=stay.person_id, kind=ReadKind.EMERGENCY, reason="Hot")
    with inside(team):
        look_through_log(team_id=team.pk, today=TODAY)
    return stay


def to(team: Team, name: str, **arguments: object) -> str:
    return reverse(name, kwargs={"slug": team.slug, **arguments})


def text(client: Client, address: str, data: dict[str, str] | None = None) -> str:
    answer = client.get(address) if data is None else client.post(address, data)
    assert answer.status_code in (200, 422), answer.status_code
    assert "no-store" in answer.headers["Cache-Control"]
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#x27;", "'").split())


def reviewed(team: Team) -> list[int]:
    set_context(None)
    with acting(officer(team)):
        return list(ReadEntry.objects.filter(kind="review").values_list("person_id", flat=True))


def items(team: Team) -> list[ReviewItem]:
    set_context(None)
    with acting(officer(team)):
        return list(ReviewItem.objects.filter(ground="emergency"))


def question(**more: str) -> dict[str, str]:
    week = TODAY - dt.timedelta(days=7)
    return {"first_on": str(week), "last_on": str(TODAY), **more}


def test_a_review_from_the_list_to_its_outcome(team: Team, officer_client: Client, stay: Stay) -> None:
    (item,) = items(team)
    months = text(officer_client, to(team, "officer_log"))
    assert f"{item.month:%Y-%m}" in months and "left" in months and "ZQX" not in months
    assert reviewed(team) == []
    month = text(officer_client, to(team, "officer_log_month", month=f"{item.month:%Y-%m}"))
    assert "Anna Prov, Participant ZQX-7 Opened in an emergency" in month
    assert reviewed(team) == [stay.person_id]
    address = to(team, "decide_log_review", item_id=item.pk)
    assert "Hot" in text(officer_client, address)
    assert "a few words" in text(officer_client, address, {"outcome": "incident", "note": ""})
    done = officer_client.post(address, {"outcome": "asked", "note": "Akut möte"}, follow=True)
    assert "Asked the reader: Akut möte (Ansvarig Prov" in " ".join(done.content.decode().split())
    set_context(None)
    with acting(officer(team)):
        assert ReviewDecision.objects.get().item_id == item.pk


def test_ones_own_reads_have_no_form(team: Team, boss: User, officer_client: Client) -> None:
    stay = make_stay(team)
    add_read(team, NIGHT, actor_id=boss.pk, person_id=stay.person_id, kind=ReadKind.EMERGENCY)
    with inside(team):
        look_through_log(team_id=team.pk, today=TODAY)
    (item,) = items(team)
    address = to(team, "decide_log_review", item_id=item.pk)
    assert "your own reads" in text(officer_client, address)
    officer_client.post(address, {"outcome": "ok"})
    with acting(officer(team)):
        assert ReviewDecision.objects.count() == 0


def test_the_sample_of_last_month_can_be_drawn_when_the_night_has_not(
    team: Team, officer_client: Client
) -> None:
    stay = make_stay(team, own_id="ZQX-7")
    noon = dt.datetime.combine(LAST, dt.time(12), tzinfo=ZoneInfo("Europe/Stockholm"))
    add_read(team, noon, person_id=stay.person_id)
    assert "Draw it now" in text(officer_client, to(team, "officer_log"))
    answer = officer_client.post(to(team, "draw_log_sample"))
    assert answer.headers["Location"] == to(team, "officer_log_month", month=f"{LAST:%Y-%m}")
    page = text(officer_client, answer.headers["Location"])
    assert "Drawn by lot" in page and "from 1 opening" in page
    assert "Draw it now" not in text(officer_client, to(team, "officer_log"))


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1", "20260101"])
def test_a_month_that_is_none_is_not_found(team: Team, officer_client: Client, month: str) -> None:
    assert officer_client.get(to(team, "officer_log_month", month=month)).status_code == 404


def test_who_saw_what_by_user_person_and_authority(
    team: Team, officer_client: Client, reader: User, stay: Stay
) -> None:
    board = Authority.objects.create(name="Omsorgsnämnden", kind=AuthorityKind.OTHER)
    other = make_stay(team, own_id="ZQX-8")
    add_read(team, NIGHT, actor_id=9, person_id=other.person_id, authority_ids=(board.pk,))
    address = to(team, "officer_log_search")
    everything = text(officer_client, address, question())
    assert "Participant ZQX-7" in everything and "Participant ZQX-8" in everything
    assert sorted(reviewed(team)) == sorted([stay.person_id, other.person_id])
    mine = text(officer_client, address, question(user=str(reader.pk)))
    assert "ZQX-7" in mine and "ZQX-8" not in mine and "Hot" in mine
    about = text(officer_client, address, question(own_id="zqx-8"))
    assert "Participant ZQX-8" in about and "Participant ZQX-7" not in about
    unit = text(officer_client, address, question(authority=str(board.pk)))
    assert "an account that is gone Omsorgsnämnden" in unit and "ZQX-7" not in unit
    assert "review of the log" not in everything
    assert (
        "Ansvarig Prov"
        in text(officer_client, address, question(with_reviews="on")).partition("the log says")[2]
    )
    assert "Nobody has looked" in text(officer_client, address, question(user=str(reader.pk), own_id="ZQX-8"))


def test_log_ins_stand_beside_those_of_the_team_alone(team: Team, officer_client: Client) -> None:
    inner, outer = make_user("inne", team), make_user("ute")
    log_sign_in(SignInEvent.FAILED, user_id=inner.pk, reason="password")
    log_sign_in(SignInEvent.LOCKED, user_id=outer.pk)
    address = to(team, "officer_log_search")
    page = text(officer_client, address, question())
    assert "Inne Prov: Wrong password or code: password" in page
    assert "Ute Prov" not in page and "Locked out" not in page
    assert "Inne Prov: Wrong" in text(officer_client, address, question(user=str(inner.pk)))
    other = make_user("annan", team)
    assert "Wrong password" not in text(officer_client, address, question(user=str(other.pk)))
    long_ago = question(first_on="2020-01-01", last_on="2020-01-02")
    assert "Wrong password" not in text(officer_client, address, long_ago)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own_id": "ZQX-9"}, "no participant that is called that"),
        ({"first_on": "igår"}, "Write the day as"),
        ({"first_at": "25.00"}, "Write the time as"),
        ({"last_on": "2020-01-01"}, "before the beginning"),
    ],
)
def test_a_question_that_can_not_be_asked_is_kept_as_typed(
    team: Team, officer_client: Client, typed: dict[str, str], said: str
) -> None:
    answer = officer_client.post(to(team, "officer_log_search"), question(**typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert all(f'value="{value}"' in page for value in typed.values())


def test_the_moments_are_swedish_and_to_the_minute(team: Team, officer_client: Client, stay: Stay) -> None:
    day = str(NIGHT.date())
    for first, last, found in (("22.05", "22.06", True), ("22.06", "", False), ("", "22.05", False)):
        page = text(
            officer_client,
            to(team, "officer_log_search"),
            question(first_on=day, last_on=day, first_at=first, last_at=last, own_id="ZQX-7"),
        )
        assert ("Anna Prov" in page.partition("What the log says")[2]) is found, (first, last)


def test_more_rows_than_a_page_are_shown_a_page_at_a_time(team: Team, officer_client: Client) -> None:
    stay = make_stay(team, own_id="ZQX-7")
    for number in range(55):
        add_read(team, NIGHT + dt.timedelta(seconds=number), person_id=stay.person_id)
    address = to(team, "officer_log_search")
    page = officer_client.post(address, question()).content.decode()
    assert page.count("<time") == 50
    before = re.search(r'name="before" value="([^"]+)"', page)
    assert before is not None
    second = officer_client.post(address, question(before=before[1].replace("&#x2B;", "+"))).content.decode()
    assert second.count("<time") == 5
    assert f"{NIGHT:%H.%M}.00" in second
    assert officer_client.post(address, question(before="x")).content.decode().count("<time") == 50


def test_a_protected_person_is_not_named(team: Team, officer_client: Client, stay: Stay) -> None:
    with inside(team) as who:
        set_protection(actor=who, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    page = text(officer_client, to(team, "officer_log_search"), question())
    assert "a participant with protected identity" in page and "ZQX-7" not in page
    assert "no participant that is called that" in text(
        officer_client, to(team, "officer_log_search"), question(own_id="ZQX-7")
    )
    (item,) = items(team)
    assert "ZQX-7" not in text(officer_client, to(team, "decide_log_review", item_id=item.pk))


def test_alarms_are_told_and_marked(
    team: Team, boss: User, officer_client: Client, reader: User, stay: Stay
) -> None:
    with inside(team) as who:
        raise_alarm(
            actor=who,
            team_id=team.pk,
            kind=AlarmKind.EMERGENCY_OPENED,
            person_id=stay.person_id,
            reason="Hot",
        )
    address = to(team, "officer_alarms")
    page = text(officer_client, address)
    assert "Emergency access was opened" in page and "Participant ZQX-7" in page
    assert "Participants were opened outside working hours" in page and "Anna Prov" in page
    set_context(None)
    with acting(officer(team)):
        alarm = Alarm.objects.get(kind="emergency_opened")
    officer_client.post(to(team, "see_alarm", alarm_id=alarm.pk), {"outcome": "Det var rätt"})
    page = text(officer_client, address)
    assert "Looked at by Ansvarig Prov" in page and "Det var rätt" in page
    again = officer_client.post(to(team, "see_alarm", alarm_id=alarm.pk), {"outcome": "x"})
    assert again.status_code == 409


@pytest.mark.parametrize("name", ["officer_alarms", "officer_log_month", "officer_log"])
def test_queries_do_not_grow_with_rows(team: Team, officer_client: Client, name: str) -> None:
    counts = []
    for round_ in range(2):
        set_context(None)
        for number in range(4):
            stay, user = make_stay(team), make_user(f"u{round_}{number}")
            at = NIGHT + dt.timedelta(minutes=number)
            add_read(team, at, actor_id=user.pk, person_id=stay.person_id, kind=ReadKind.EMERGENCY)
        with inside(team):
            look_through_log(team_id=team.pk, today=TODAY)
        more = {"month": f"{NIGHT:%Y-%m}"} if name == "officer_log_month" else {}
        counts.append(queries_of(officer_client, to(team, name, **more)))
    assert counts[0] == counts[1]
