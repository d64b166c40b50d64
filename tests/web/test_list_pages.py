"""Referrals, follow-ups and the queue as lists: searched, narrowed and sorted, and the same rows in Excel, logged."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import CoachAssignment, Protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.follow_ups.times import set_times
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.enums import ReferralStatus
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.services import end_referral
from samsteg.people.names import PersonName, save_name
from samsteg.web.participants.state import SEARCHES
from tests.factories import make_consent, make_stay
from tests.participants.referrals.makers import make_referral
from tests.participants.way.walking import TODAY, days_ago
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
NUMBER = "19900517-2383"


def at(name: str, team: Team) -> str:
    return reverse(name, args=[team.slug])


def shown(client: Client, address: str) -> list[str]:
    page = client.get(address).context["list"]
    return [row.title for row, _cells in page.rows]


def search(client: Client, address: str, words: str) -> str:
    answer = client.post(address, {"q": words})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def sheet(client: Client, name: str, team: Team, query: str = "") -> tuple[list[list[Any]], str]:
    """Rows with the heading, and what the second sheet says."""
    with translation.override("en"):
        answer = client.get(at(name, team) + query)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    return rows, " ".join(str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True))


def logged(team: Team, place: str, kind: str) -> tuple[list[int], list[int]]:
    """Participants and referrals in the read log."""
    with inside(team):
        rows = ReadEntry.objects.filter(place=place, kind=kind)
        return (
            sorted(rows.filter(person_id__isnull=False).values_list("person_id", flat=True)),
            sorted(rows.filter(referral_id__isnull=False).values_list("referral_id", flat=True)),
        )


def queued(team: Team, first: str, ago: int, referrer: str = "soc") -> Stay:
    stay = make_stay(team, enrolled_on=None, mission_received_on=days_ago(ago), referrer=referrer)
    make_consent(team, stay.person_id)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName(first, "Prov"))
    return stay


@pytest.fixture
def waiting(team: Team) -> list[Stay]:
    """In the order of the queue."""
    return [queued(team, "Adam", 50), queued(team, "Bea", 30, "fk"), queued(team, "Cia", 10, "fk")]


def test_the_queue_keeps_its_own_order_and_says_so(
    lead_client: Client, team: Team, waiting: list[Stay]
) -> None:
    address = at("queue", team)
    assert shown(lead_client, address) == ["Adam Prov", "Bea Prov", "Cia Prov"]
    with translation.override("en"):
        page = lead_client.get(address).content.decode()
        sorted_page = lead_client.get(address + "?ordna=waited").content.decode()
    assert "Order: the queue&#x27;s own" in page and "Back to the order" not in page
    assert "Back to the order: the queue&#x27;s own" in sorted_page
    by_wait = lead_client.get(address + "?ordna=waited").context["list"].rows
    assert [(row.title, row.place) for row, _cells in by_wait] == [
        ("Cia Prov", 3),
        ("Bea Prov", 2),
        ("Adam Prov", 1),
    ]  # the place is the queue's, however it is sorted


def test_the_queue_is_searched_narrowed_and_taken_out(
    lead_client: Client, team: Team, waiting: list[Stay]
) -> None:
    address = at("queue", team)
    found = search(lead_client, address, "bea")
    assert "bea" not in found.lower()
    assert shown(lead_client, found) == ["Bea Prov"]
    assert shown(lead_client, address + "?remittent=fk") == ["Bea Prov", "Cia Prov"]
    assert shown(lead_client, address + "?visa=paused") == []
    assert lead_client.get(address + "?visa=paused").context["queue"].sentence == "3 persons wait."
    rows, about = sheet(lead_client, "queue_excel", team, "?remittent=fk")
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [("Bea Prov", 2, 30), ("Cia Prov", 3, 10)]
    assert "Referrer: Social Insurance Agency." in about and "2 rows" in about
    assert logged(team, "page:queue", "export")[0] == sorted(stay.person_id for stay in waiting[1:])
    assert logged(team, "page:queue", "search")[0] == [waiting[1].person_id]


def test_a_forgotten_search_gives_no_file_of_everybody(
    lead_client: Client, team: Team, waiting: list[Stay]
) -> None:
    for name in ("queue", "team_follow_ups", "referrals"):
        answer = lead_client.get(at(f"{name}_excel", team) + "?sok=glomd")
        assert (answer.status_code, answer.headers["Location"]) == (302, at(name, team) + "?sok=glomd")
        with translation.override("en"):
            assert "The search is forgotten" in lead_client.get(answer.headers["Location"]).content.decode()
    assert logged(team, "page:queue", "export")[0] == []


def test_an_identity_number_is_never_kept(lead_client: Client, team: Team, waiting: list[Stay]) -> None:
    for name in ("queue", "team_follow_ups", "referrals"):
        answer = lead_client.post(at(name, team), {"q": f"Adam {NUMBER}"})
        assert "sok=" not in answer.headers["Location"] and "1990" not in answer.headers["Location"]
    assert "2383" not in str(dict(lead_client.session.items()))
    assert not lead_client.session.get(SEARCHES)


def enrolled(team: Team, coach: User, own_id: str, ago: int) -> Stay:
    stay = make_stay(team, own_id=own_id, enrolled_on=days_ago(ago))
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: coach.pk}, on=days_ago(ago))
    return stay


def test_follow_ups_are_narrowed_by_coach_and_kind(lead_client: Client, team: Team) -> None:
    with inside(team) as actor:
        set_times(actor=actor, team=team, first_weeks=6, every_months=3, valid_from=days_ago(900))
    kim, lo = make_user("kim", team), make_user("lo", team)
    first, second = enrolled(team, kim, "K-1", 200), enrolled(team, lo, "L-1", 5)
    address = at("team_follow_ups", team)
    assert shown(lead_client, address) == ["Participant K-1", "Participant L-1"]
    assert shown(lead_client, f"{address}?handledare={lo.pk}") == ["Participant L-1"]
    assert shown(lead_client, search(lead_client, address, "k-1")) == ["Participant K-1"]
    assert shown(lead_client, search(lead_client, address + "?visa=overdue", "kim")) == ["Participant K-1"]
    options = lead_client.get(address).context["list"].selects[0].options
    assert {value for value, _words, _chosen in options} == {"", str(kim.pk), str(lo.pk)}
    rows, about = sheet(lead_client, "team_follow_ups_excel", team, f"?handledare={lo.pk}")
    assert [row[:2] for row in rows[1:]] == [["Participant L-1", "L-1"]]
    assert "Coach: " in about
    assert logged(team, "page:team-follow-ups", "export")[0] == [second.person_id]
    assert first.person_id not in logged(team, "page:team-follow-ups", "export")[0]


@pytest.fixture
def referred(team: Team) -> dict[str, int]:
    """Two wait, one has become a stay, one has ended."""
    found = {name: make_referral(team, name) for name in ("Adam", "Bea", "Cia", "Dan")}
    stay = make_stay(team, own_id="T-1", referred_on=TODAY)
    make_consent(team, stay.person_id)
    with inside(team) as actor:
        save_name(team=team, person_id=stay.person_id, name=PersonName("Cia", "Nynamn"))
        Referral.objects.filter(pk=found["Adam"]).update(
            received_on=days_ago(70), referrer="fk", consent_visit=False
        )
        Referral.objects.filter(pk=found["Cia"]).update(
            status=ReferralStatus.TAKEN, person_id=stay.person_id, stay_id=stay.pk
        )
        end_referral(actor=actor, team=team, referral_id=found["Dan"], expected_version=1, reason="twice")
    return found


def test_referrals_begin_with_what_waits_the_oldest_first(
    lead_client: Client, team: Team, referred: dict[str, int]
) -> None:
    address = at("referrals", team)
    assert shown(lead_client, address) == ["Adam Provsson", "Bea Provsson"]
    assert shown(lead_client, address + "?visa=taken") == ["Cia Nynamn"]
    assert shown(lead_client, address + "?visa=ended") == [""]
    with translation.override("en"):
        page = lead_client.get(address + "?visa=all").content.decode()
    assert "Name forgotten" in page and "2 wait for the team." in page
    assert "Received, no yes to a study visit yet" in page
    assert shown(lead_client, f"{address}?manad={days_ago(70):%Y-%m}") == ["Adam Provsson"]
    assert shown(lead_client, address + "?remittent=soc&visa=taken") == ["Cia Nynamn"]


def test_referrals_are_searched_by_name_and_referrer_and_sorted(
    lead_client: Client, team: Team, referred: dict[str, int]
) -> None:
    address = at("referrals", team)
    assert shown(lead_client, search(lead_client, address, "bea")) == ["Bea Provsson"]
    by_referrer = search(lead_client, address + "?visa=all", "handlaggare prov")
    assert shown(lead_client, by_referrer) == ["Adam Provsson", "Bea Provsson"]
    assert shown(lead_client, address + "?ordna=name&fallande=1&visa=all") == [
        "Bea Provsson",
        "Adam Provsson",
        "Cia Nynamn",
        "",
    ]  # by last name, as written: what is forgotten comes last


def test_the_file_of_referrals_tells_of_each_in_the_log(
    lead_client: Client, team: Team, referred: dict[str, int]
) -> None:
    rows, about = sheet(lead_client, "referrals_excel", team, "?visa=all")
    assert [row[0] for row in rows[1:]] == ["Adam Provsson", "Bea Provsson", "Name forgotten", "Cia Nynamn"]
    assert isinstance(rows[1][2], dt.datetime) and "4 rows" in about
    persons, referrals = logged(team, "page:referrals", "export")
    assert len(persons) == 1 and referrals == sorted([referred["Adam"], referred["Bea"]])


@override_settings(SAMSTEG_PRACTICE_ONLY=True)
def test_a_number_leads_straight_to_the_referral(lead_client: Client, team: Team) -> None:
    pk = make_referral(team, "Åsa", personnummer=NUMBER.replace("-", ""))
    address = at("referrals", team)
    answer = lead_client.post(address, {"q": NUMBER[2:]})
    assert answer.headers["Location"] == reverse("referral", args=[team.slug, pk])
    with translation.override("en"):
        other = lead_client.post(address, {"q": "19800101-0019"}, follow=True).content.decode()
        wrong = lead_client.post(address, {"q": "19900517-2386"}, follow=True).content.decode()
    assert "No referral that you see has that identity number." in other
    assert "The identity number isn&#x27;t valid." in wrong


def test_a_team_that_keeps_no_numbers_finds_nobody_by_one(lead_client: Client, team: Team) -> None:
    make_referral(team, "Åsa", personnummer=NUMBER.replace("-", ""))
    with override_settings(SAMSTEG_PRACTICE_ONLY=False), translation.override("en"):
        said = lead_client.post(at("referrals", team), {"q": NUMBER}, follow=True).content.decode()
    assert "The team keeps no identity numbers." in said


def test_a_protected_person_is_in_no_list_of_referrals_and_found_by_no_number(
    team: Team, referred: dict[str, int]
) -> None:
    lead_client = client_of(make_user("ledare2", team, "team_lead"))
    with inside(team):
        person_id = Referral.objects.get(pk=referred["Cia"]).person_id
        Protection.objects.create(
            team=team, person_id=person_id, level=ProtectionLevel.MARKED, valid_from=TODAY,
            set_by_id=make_user("ombud").pk,
        )  # fmt: skip
    page = lead_client.get(at("referrals", team) + "?visa=all")
    assert "Nynamn" not in page.content.decode() and len(page.context["list"].rows) == 3
    rows, _about = sheet(lead_client, "referrals_excel", team, "?visa=all")
    assert "Cia Nynamn" not in [row[0] for row in rows]


@pytest.mark.parametrize("query", ["?visa=all", "?visa=all&ordna=name"])
def test_the_referrals_questions_do_not_grow_with_rows(
    lead_client: Client, team: Team, referred: dict[str, int], query: str
) -> None:
    addresses = [at("referrals", team) + query, at("referrals_excel", team) + query]
    few = [queries_of(lead_client, one) for one in addresses]
    for number in range(5):
        make_referral(team, f"Mer{number}")
        stay = make_stay(team, referred_on=TODAY)
        make_consent(team, stay.person_id)
        pk = make_referral(team, f"Tagen{number}")
        with inside(team):
            Referral.objects.filter(pk=pk).update(
                status=ReferralStatus.TAKEN, person_id=stay.person_id, stay_id=stay.pk
            )
    assert [queries_of(lead_client, one) for one in addresses] == few


def test_a_coach_sees_no_referral_of_somebody_else_person(team: Team, referred: dict[str, int]) -> None:
    """Without a consent to the team, a referral that has become a stay is the responsible coach's alone."""
    kim = client_of(make_user("kim", team))
    hidden = make_stay(team, own_id="DOLD", referred_on=TODAY)
    pk = make_referral(team, "Dold")
    with inside(team):
        Referral.objects.filter(pk=pk).update(
            status=ReferralStatus.TAKEN, person_id=hidden.person_id, stay_id=hidden.pk
        )
    assert shown(kim, at("referrals", team) + "?visa=taken") == ["Cia Nynamn"]
    rows, _about = sheet(kim, "referrals_excel", team, "?visa=all")
    assert "DOLD" not in str(rows)
    with inside(team):
        assert not CoachAssignment.objects.filter(person_id=hidden.person_id).exists()
