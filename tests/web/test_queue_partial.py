"""The queue for who doesn't see all of it: it says how many more wait, and tells no places."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from html import unescape

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionLevel, RuleName
from samsteg.access.protection import set_protection
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.models import PlannedEnd
from samsteg.web.way.queue import QueueView, partial
from tests.factories import make_consent, make_stay, officer
from tests.participants.way.walking import TODAY, days_ago
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
MORE = (
    "6 of them aren&#x27;t shown here. You see those who have signed a consent to the team, and those you are"
)
NONE = "None of them is shown here"


@pytest.fixture
def kim(team: Team) -> Client:
    return client_of(make_user("kim", team))


@pytest.fixture
def hidden(team: Team) -> list[Stay]:
    """Six who have signed no consent and have no coach: the lead's alone to see."""
    return [
        make_stay(team, own_id=f"DOLD-{ago}", enrolled_on=None, mission_received_on=days_ago(ago))
        for ago in range(40, 46)
    ]


def seen(team: Team) -> Stay:
    stay = make_stay(team, own_id="SEDD-1", enrolled_on=None, mission_received_on=days_ago(9))
    make_consent(team, stay.person_id)
    return stay


def planned(stay: Stay) -> None:
    days = {"planned_on": TODAY + dt.timedelta(days=20), "decided_on": days_ago(100)}
    PlannedEnd.objects.create(team=stay.team, stay=stay, reason="usual", **days)


def queue(client: Client, team: Team) -> tuple[QueueView, str]:
    answer = client.get(reverse("queue", args=[team.slug]))
    assert answer.status_code == 200
    return answer.context["queue"], answer.content.decode()


def test_who_sees_nobody_is_told_that_they_wait(kim: Client, team: Team, hidden: list[Stay]) -> None:
    view, html = queue(kim, team)
    assert view.sentence == "6 persons wait." and NONE in html
    assert "Nobody waits" not in html and "When a mission is received" not in html and "DOLD" not in html
    assert 'id="vantar"' not in html  # no list that counts nobody


def test_a_part_of_the_queue_has_no_places_and_no_longest_wait(
    kim: Client, team: Team, hidden: list[Stay]
) -> None:
    seen(team)
    view, html = queue(kim, team)
    assert view.sentence == "7 persons wait." and MORE in html
    assert [(row.title, row.place) for row in view.rows] == [("Participant SEDD-1", 0)]
    assert (view.longest, view.shortest) == ("", "")
    assert "Longest wait" not in html and ">Place<" not in html
    content = kim.get(reverse("queue_excel", args=[team.slug])).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    (row,) = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    assert row[1] is None and row[3] == 9
    about = [str(one[0]) for one in book.worksheets[1].iter_rows(values_only=True)]
    assert any(one.startswith(f"7 persons wait. {unescape(MORE)}") for one in about)


def test_who_sees_all_has_places_and_no_such_words(
    lead_client: Client, team: Team, hidden: list[Stay]
) -> None:
    seen(team)
    view, html = queue(lead_client, team)
    assert [row.place for row in view.rows] == [1, 2, 3, 4, 5, 6, 7]
    assert (view.partial, view.longest, view.shortest) == ("", "45 days", "9 days")
    assert "shown here" not in html and "Longest wait 45 days, shortest 9 days" in html


def test_a_protected_person_is_not_in_the_number(kim: Client, team: Team, hidden: list[Stay]) -> None:
    seen(team)
    officer = make_user("ombud")
    with inside(team) as actor:
        for stay in hidden:
            set_protection(
                actor=replace(actor, user_id=officer.pk),
                team=team,
                person_id=stay.person_id,
                level=ProtectionLevel.MARKED,
            )
    view, html = queue(kim, team)
    assert (
        view.partial == "" and view.sentence == "1 person waits." and [row.place for row in view.rows] == [1]
    )
    assert "shown here" not in html


def test_planned_ends_that_are_not_seen_are_a_number_and_the_next_is_not_told(
    kim: Client, team: Team
) -> None:
    for own_id, has_consent in (("SER-1", True), ("SER-EJ", False)):
        stay = make_stay(team, own_id=own_id, enrolled_on=days_ago(100))
        if has_consent:
            make_consent(team, stay.person_id)
        with inside(team):
            planned(stay)
    view, html = queue(kim, team)
    assert [one.title for one in view.leaving] == ["Participant SER-1"]
    assert view.others_leave == 1 and "1 more has a planned end than you see here" in html
    assert "next planned end" not in view.sentence and "SER-EJ" not in html


@pytest.mark.parametrize(
    ("access", "why"),
    [
        (
            "with_team_consent",
            " You see those who have signed a consent to the team, and those you are responsible for.",
        ),
        ("assigned_only", " You see those you are responsible for."),
        ("whole_team", ""),
    ],
)
def test_why_not_all_are_shown_is_the_controllers_decision(access: str, why: str) -> None:
    with translation.override("en"):
        assert partial(0, 3, access) == f"None of them is shown here.{why}"
        said = partial(2, 3, access)
    assert said.startswith(f"3 of them aren't shown here.{why} So neither places") and "  " not in said


def test_the_page_says_the_reason_of_the_decision(team: Team, hidden: list[Stay]) -> None:
    name = f"ansvarig-{team.slug}"
    decider = make_user(name)
    with acting(officer(team, user_id=decider.pk)) as actor:
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.TEAM_ACCESS,
            value="assigned_only",
            valid_from=TODAY,
            decision_number="Prov 8",
        )
    view, _html = queue(client_of(make_user("kim", team)), team)
    assert view.partial.endswith("You see those you are responsible for.")
