"""The time line of a person: what has happened, newest first, by kind, page by page, and only what one may read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.access.models import NamedStaff, Protection
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import retract_note, write_note
from samsteg.participants.plans.enums import StepKind, StepState
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, close_step, read_scale
from samsteg.placements.models import HIDDEN_EMPLOYER
from samsteg.web.participants.timeline import PAGE
from samsteg.web.participants.timeline_sources import LINE, first_line
from tests.factories import change_stay, make_authority, make_consent, make_placement, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(
        team,
        own_id="K-1",
        referrer="soc",
        referred_on=TODAY - 200 * DAY,
        enrolled_on=TODAY - 100 * DAY,
    )
    make_consent(team, stay.person_id, signed_on=TODAY - 90 * DAY)
    return stay


def noted(stay: Stay, text: str, days_ago: int = 0, **changes: Any) -> Any:
    values = {"occurred_on": TODAY - days_ago * DAY, "form": "talk", "category": "planning", "text": text}
    with inside(stay.team) as actor:
        return write_note(
            actor=actor, team=stay.team, person_id=stay.person_id, values=NoteValues(**{**values, **changes})
        )


def planned(stay: Stay) -> None:
    """A step agreed on and done, and where the person stood."""
    of_person: dict[str, Any] = {"team": stay.team, "person_id": stay.person_id}
    with inside(stay.team) as actor:
        values = StepValues(kind=StepKind.STEP, text="\u00c5ka buss 12", agreed_on=TODAY - 20 * DAY)
        step = agree_step(actor=actor, **of_person, values=values)
        close_step(
            actor=actor,
            team=stay.team,
            series=step.series,
            expected_version=1,
            state=StepState.DONE,
            on=TODAY - 10 * DAY,
        )
        read_scale(actor=actor, **of_person, values=ScaleValues(read_on=TODAY - 5 * DAY, own=6))


def shown(client: Client, stay: Stay, query: str = "") -> Any:
    answer = client.get(reverse("participant", args=[stay.team.slug, stay.person_id]) + query)
    assert answer.status_code == 200
    return answer.context["timeline"]


def lines(client: Client, stay: Stay, query: str = "") -> list[tuple[int, str, str]]:
    """Days ago, title and text."""
    found = shown(client, stay, query).happenings
    return [((TODAY - one.day).days, one.told.title, one.told.text) for one in found]


def test_all_that_has_happened_stands_on_one_line(lead_client: Client, stay: Stay) -> None:
    noted(stay, "\n  Vi gick en runda.\nOch mer.", days_ago=1)
    planned(stay)
    make_placement(stay, TODAY - 60 * DAY, employer="Exempelbageriet")
    assert lines(lead_client, stay) == [
        (1, "Individual talk", "Vi gick en runda."),
        (5, "The scale: 6 of 10", ""),
        (10, "Next small step: done", "\u00c5ka buss 12"),
        (20, "Next small step", "\u00c5ka buss 12"),
        (60, "Work training began", "Exempelbageriet"),
        (90, "Consent to the team signed", ""),
        (100, "Enrolled", ""),
        (200, "Referred", "Social services"),
    ]
    for one in shown(lead_client, stay).happenings:
        if one.told.title != "Work training began":
            assert lead_client.get(one.told.address).status_code == 200, one.told


def test_a_kind_is_chosen_in_the_address_and_counted(lead_client: Client, stay: Stay) -> None:
    noted(stay, "Ett")
    noted(stay, "Tv\u00e5", days_ago=2)
    planned(stay)
    found = shown(lead_client, stay, "?slag=plan")
    assert [one.told.title for one in found.happenings] == [
        "The scale: 6 of 10",
        "Next small step: done",
        "Next small step",
    ]
    assert [(chip.label, chip.count, chip.is_chosen) for chip in found.chips] == [
        ("Everything", 8, False),
        ("The way", 2, False),
        ("Notes", 2, False),
        ("Plan and scale", 3, True),
        ("Consents", 1, False),
    ]
    assert len(shown(lead_client, stay, "?slag=finns-inte").happenings) == 8


def test_the_pages_hold_each_thing_once(lead_client: Client, stay: Stay) -> None:
    for number in range(PAGE + 5):
        noted(stay, f"Nummer {number}", days_ago=number % 7)
    first, second = shown(lead_client, stay), shown(lead_client, stay, "?sida=2")
    told = [one.told.text for page in (first, second) for one in page.happenings if one.told.text]
    assert len(first.happenings) == PAGE and len(told) == len(set(told))
    assert first.total == len(first.happenings) + len(second.happenings)
    assert first.older == "?sida=2#tidslinje" and not first.newer
    assert second.newer == "?#tidslinje" and not second.older
    days = [one.day for page in (first, second) for one in page.happenings]
    assert days == sorted(days, reverse=True)
    assert not shown(lead_client, stay, "?sida=99").happenings


def test_the_order_of_the_list_stays_in_the_address(lead_client: Client, stay: Stay) -> None:
    noted(stay, "Ett")
    found = shown(lead_client, stay, "?visa=own&slag=vagen")
    assert all(chip.query.startswith("?visa=own") or "visa" not in chip.query for chip in found.chips)


def test_a_note_that_was_taken_back_is_not_told(lead_client: Client, stay: Stay) -> None:
    note = noted(stay, "Fel person")
    with inside(stay.team) as actor:
        retract_note(actor=actor, team=stay.team, series=note.series, expected_version=1, reason="Fel akt")
    assert "Fel person" not in str(lines(lead_client, stay))
    assert "Fel akt" not in str(lines(lead_client, stay))


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (["planning"], {"Individual talk", "Next small step", "Next small step: done", "The scale: 6 of 10"}),
        (["work"], {"Work training began"}),
        (["outcome"], {"Referred", "Enrolled"}),
        (["health"], {"Phone call"}),
        (["contact"], set()),
    ],
)
def test_a_representative_is_told_what_the_consent_opens(
    team: Team, stay: Stay, categories: list[str], expected: set[str]
) -> None:
    board = make_authority("F\u00f6rs\u00e4kringskassan", "fk")
    make_consent(team, stay.person_id, board, categories=categories)
    noted(stay, "Vi gick.")
    noted(stay, "Om v\u00e4rken.", form="phone", category="health")
    planned(stay)
    make_placement(stay, TODAY - 60 * DAY)
    titles = {title for _ago, title, _text in lines(representative_client(team, board), stay)}
    assert titles == expected


def test_a_step_whose_day_was_corrected_says_so_to_staff_alone(
    team: Team, lead_client: Client, stay: Stay
) -> None:
    def metas(client: Client) -> dict[str, str]:
        return {one.told.title: one.told.meta for one in shown(client, stay, "?slag=vagen").happenings}

    assert metas(lead_client) == {"Enrolled": "", "Referred": ""}
    change_stay(stay, referred_on=TODAY - 201 * DAY)
    change_stay(stay, income_start=("social_assistance",))  # says nothing of a step
    said = metas(lead_client)
    assert said["Enrolled"] == ""
    assert said["Referred"].startswith(f"corrected {TODAY}")
    assert said["Referred"].endswith(f"before {TODAY - 200 * DAY}")
    board = make_authority("F\u00f6rs\u00e4kringskassan", "fk")
    make_consent(team, stay.person_id, board, categories=["outcome"])
    assert metas(representative_client(team, board)) == {"Enrolled": "", "Referred": ""}
    page = lead_client.get(reverse("participant", args=[team.slug, stay.person_id])).content.decode()
    assert "1 correction<" in page


def test_a_protected_persons_workplace_is_not_told(lead_client: Client, team: Team, stay: Stay) -> None:
    make_placement(stay, TODAY - 60 * DAY, employer="Exempelbageriet")
    assert (60, "Work training began", "Exempelbageriet") in lines(lead_client, stay)
    named, officer = make_user("namngiven", team, Role.TEAM_LEAD), make_user("ombud")
    with inside(stay.team):
        Protection.objects.create(
            team=stay.team,
            person_id=stay.person_id,
            level="marked",
            valid_from=TODAY,
            set_by=officer,
        )
        NamedStaff.objects.create(
            team=team,
            person_id=stay.person_id,
            user=named,
            valid_from=TODAY,
            granted_by=officer,
        )
    assert (60, "Work training began", HIDDEN_EMPLOYER) in lines(client_of(named), stay)


def test_questions_do_not_grow_with_what_is_told(lead_client: Client, stay: Stay) -> None:
    counts = []
    planned(stay)
    for _round in range(2):
        for number in range(5):
            noted(stay, "Mer", days_ago=number)
        shown(lead_client, stay)
        with CaptureQueriesContext(connection) as captured:
            shown(lead_client, stay)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@given(st.text())
def test_a_first_line_is_one_short_line(text: str) -> None:
    line = first_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) <= LINE + 2
    assert bool(line) == bool(text.strip())
