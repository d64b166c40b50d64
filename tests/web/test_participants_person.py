"""One person's page: facts with their history, the time line, the masked number, and who may open it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.audit.enums import ReadKind, SourceKind
from samsteg.audit.models import ReadEntry
from samsteg.audit.services import record_source
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.services import PersonFacts, save_details, save_personnummer
from tests.factories import (
    change_person,
    change_stay,
    make_consent,
    make_person,
    make_placement,
    make_stay,
    make_team,
)
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date
TODAY = timezone.localdate()
NUMBER = "199005172386"  # a test number of the Tax Agency's kind: nobody has it


def address(stay: Stay, name: str = "participant") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id])


def html(client: Client, stay: Stay) -> str:
    answer = client.get(address(stay))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("</header>")[2]).split())


def happenings(page: str) -> list[tuple[str, str]]:
    line = re.sub(r"</?a\b[^>]*>", "", page.partition('id="tidslinje"')[2])
    return re.findall(r'<time datetime="([\d-]+)">.*?<h3 class="s-h3">(.*?)</h3>', line, re.S)


def logged(team: Team) -> list[str]:
    with inside(team):
        return sorted(ReadEntry.objects.values_list("kind", flat=True))


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(
        team,
        own_id="K-7",
        referrer="soc",
        municipality_code="2083",
        referred_on=DAY(2025, 1, 7),
        enrolled_on=DAY(2025, 3, 1),
        exited_on=DAY(2025, 9, 1),
        exit_reason="studies",
        income_start=("sickness_benefit", "salary"),
        parallel_started_on=DAY(2025, 4, 1),
    )


def test_the_head_says_who_whose_and_how_long(lead_client: Client, stay: Stay) -> None:
    page = html(lead_client, stay)
    said = text(page)
    assert "Participant K-7" in said
    assert "184 days (6 months) 2025-03-01 \u2013 2025-09-01" in said
    assert "None in Samsteg" in said
    assert "<title>Participant \u2013 Samsteg</title>" in page


def test_the_time_line_is_newest_first(lead_client: Client, stay: Stay) -> None:
    make_placement(stay, DAY(2025, 5, 1), DAY(2025, 6, 1), employer="Exempelbageriet")
    with inside(stay.team):
        make_consent(
            stay.team,
            stay.person_id,
            signed_on=DAY(2025, 3, 2),
            ended_as="withdrawn",
            ended_at=dt.datetime(2025, 9, 2, 10, tzinfo=dt.UTC),
        )
    assert happenings(html(lead_client, stay)) == [
        ("2025-09-02", "Consent to the team withdrawn"),
        ("2025-09-01", "Exited"),
        ("2025-06-01", "Work training ended"),
        ("2025-05-01", "Work training began"),
        ("2025-04-01", "F\u00f6rst\u00e4rkt samarbete began"),
        ("2025-03-02", "Consent to the team signed"),
        ("2025-03-01", "Enrolled"),
        ("2025-01-07", "Referred"),
    ]


def test_what_is_decided_and_not_come_yet_is_marked(lead_client: Client, team: Team) -> None:
    stay = make_stay(team, referred_on=TODAY, enrolled_on=TODAY + dt.timedelta(days=5))
    first = happenings(html(lead_client, stay))[0]
    assert first[1] == 'Enrolled <span class="s-tag">planned</span>'


def test_facts_have_their_history_with_source(lead_client: Client, stay: Stay) -> None:
    change_stay(stay, enrolled_on=DAY(2025, 3, 8), income_start=("salary",))
    user = User.objects.create(username="fiktiva", first_name="Fiktiva", last_name="Handledare")
    with inside(stay.team) as actor:
        source = record_source(
            actor=actor, team_id=stay.team_id, kind=SourceKind.WORKBOOK, file_name="arbetsbok.xlsx"
        )
        stamp = Stamp(moment=timezone.now(), actor_id=user.pk, source_id=source.pk)
        facts = PersonFacts(sex="men", born_on=DAY(1990, 5, 17))
        save_details(team=stay.team, persons={stay.person_id: facts}, stamp=stamp)
    said = text(html(lead_client, stay))
    assert "Before that: Woman." in said
    assert re.search(
        r"Sex : Man Noted \d{4}-\d\d-\d\d \d\d\.\d\d \u00b7 Fiktiva Handledare \u00b7 arbetsbok.xlsx", said
    )
    assert "Before that: 2025-03-01." in said
    assert "Before that: Sickness benefit, Salary." in said


def test_a_fact_taken_away_is_told_as_before(lead_client: Client, stay: Stay) -> None:
    change_stay(stay, referred_on=None, mission_received_on=DAY(2025, 1, 9))
    page = html(lead_client, stay)
    assert "Before that: 2025-01-07." in text(page)
    assert ("2025-01-07", "Referred") not in happenings(page)


def test_both_stays_of_one_who_came_back(lead_client: Client, team: Team) -> None:
    person = make_person(team)
    make_stay(team, person=person, own_id="K-1", enrolled_on=DAY(2024, 1, 1), exited_on=DAY(2024, 6, 1))
    newest = make_stay(team, person=person, own_id="K-9", enrolled_on=DAY(2025, 1, 1))
    said = text(html(lead_client, newest))
    assert said.index("Stay K-9") < said.index("Stay K-1")
    assert "Participant K-9" in said


def test_a_visit_is_logged_once(lead_client: Client, stay: Stay) -> None:
    html(lead_client, stay)
    assert logged(stay.team) == [ReadKind.VIEW]


def test_the_number_is_masked_until_asked_for(lead_client: Client, stay: Stay) -> None:
    with inside(stay.team):
        save_personnummer(team=stay.team, numbers={stay.person_id: NUMBER})
    page = html(lead_client, stay)
    assert "Show the number" in page
    assert not any(part in page for part in (NUMBER, "19900517-2386", "2386"))
    there = address(stay, "participant_personnummer")
    assert lead_client.get(there).status_code == 405
    answer = lead_client.post(there)
    assert answer.status_code == 200
    assert "19900517-2386" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "2386" not in there
    assert logged(stay.team) == [ReadKind.REVEAL, ReadKind.VIEW, ReadKind.VIEW]


def test_no_number_is_told_and_not_logged_as_shown(lead_client: Client, stay: Stay) -> None:
    assert "Not in Samsteg" in text(html(lead_client, stay))
    lead_client.post(address(stay, "participant_personnummer"))
    assert ReadKind.REVEAL not in logged(stay.team)


@pytest.mark.parametrize("name", ["participant", "participant_personnummer"])
def test_who_may_not_see_gets_the_page_of_what_does_not_exist(team: Team, stay: Stay, name: str) -> None:
    coach = make_user("utan", team, Role.COACH)
    stranger = make_user("granne", make_team(), Role.TEAM_LEAD)
    for user in (coach, stranger):
        client = client_of(user)
        hidden = client.post(address(stay, name)) if "_" in name else client.get(address(stay, name))
        assert hidden.status_code == 404
        assert "K-7" not in hidden.content.decode()
    for number in (stay.person_id + 1000, 2**63, 10**30):
        there = reverse("participant", args=[team.slug, number])
        assert client_of(coach).get(there).status_code == 404
    assert logged(team) == []


def test_a_person_of_another_team_is_not_found_under_this_ones_address(stay: Stay) -> None:
    elsewhere = make_stay(make_team(slug="annat"))
    user = make_user("bada", stay.team, Role.TEAM_LEAD)
    from_here = reverse("participant", args=[stay.team.slug, elsewhere.person_id])
    assert client_of(user).get(from_here).status_code == 404


def test_the_coach_opens_what_is_assigned(team: Team, stay: Stay) -> None:
    coach = make_user("en", team, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: coach.pk})
    said = text(html(client_of(coach), stay))
    assert f"{coach.shown_name} became coach" in said


@pytest.mark.parametrize(
    ("signed_on", "words"),
    [(TODAY, f"Yes, since {TODAY}"), (TODAY + dt.timedelta(days=1), "Yes, from")],
)
def test_the_consent_in_words(lead_client: Client, stay: Stay, signed_on: dt.date, words: str) -> None:
    with inside(stay.team):
        record_team_consents(team=stay.team, consents={stay.person_id: signed_on})
    assert words in text(html(lead_client, stay))


def test_queries_do_not_grow_with_what_has_happened(lead_client: Client, stay: Stay) -> None:
    counts = []
    html(lead_client, stay)  # the session notes the day's first page
    for round_ in range(2):
        for number in range(4):
            make_placement(stay, DAY(2025, 3 + round_, 1 + number))
        change_person(stay.team, stay.person_id, sex="men" if round_ else "other")
        make_stay(
            stay.team,
            person=stay.person_id,
            enrolled_on=DAY(2026 + round_, 1, 1),
            exited_on=DAY(2026 + round_, 2, 1),
        )
        with CaptureQueriesContext(connection) as captured:
            html(lead_client, stay)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 19  # four of them are savepoints


def test_the_page_says_why_one_sees_it(lead_client: Client, stay: Stay, team: Team) -> None:
    """By the very conditions that open the record: what doesn't hold isn't said."""
    worker = make_user("anna", team, Role.COACH)
    unallocated, own, consented = (
        "Nobody who works in the team is responsible, and you lead the team.",
        "You are the responsible coach.",
        "The person has let the team see the record.",
    )
    page = text(html(lead_client, stay))
    assert [why in page for why in (unallocated, own, consented)] == [True, False, False]
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: worker.pk})
    page = text(html(client_of(worker), stay))
    assert [why in page for why in (unallocated, own, consented)] == [False, True, False]
    with inside(team):
        make_consent(team, stay.person_id)
    page = text(html(client_of(worker), stay))
    assert [why in page for why in (unallocated, own, consented)] == [False, True, True]
