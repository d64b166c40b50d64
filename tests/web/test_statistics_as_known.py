"""The statistics room as the figures were known on an earlier day: every part, the people behind, and what changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.web.statistics.choices import read_choices
from tests.factories import change_stay, make_settings, make_stay
from tests.web.test_statistics_room import DAY, PARTS, YEAR, answer_of, page, table
from tests.web.users import inside

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 1, 10, 9, 0, tzinfo=dt.UTC)
SECOND = dt.datetime(2026, 1, 20, 22, 30, tzinfo=dt.UTC)  # half past eleven in the evening in Sweden
THIRD = dt.datetime(2026, 2, 20, 9, 0, tzinfo=dt.UTC)
THEN = {**YEAR, "known": "2026-01-20"}


@pytest.fixture
def corrected(team: Team) -> Team:
    """Two enrolled in 2025, one exit; afterwards a third person and an exit to work became known."""
    known = make_stay(team, own_id="K-1", enrolled_on=DAY(2025, 2, 1), recorded_at=FIRST)
    make_stay(
        team,
        own_id="K-2",
        enrolled_on=DAY(2025, 2, 1),
        exited_on=DAY(2025, 9, 1),
        exit_reason="studies",
        recorded_at=SECOND,
    )
    make_stay(team, own_id="K-3", enrolled_on=DAY(2025, 5, 1), recorded_at=THIRD)
    change_stay(known, exited_on=DAY(2025, 12, 1), exit_reason="work", recorded_at=THIRD)
    return team


@pytest.mark.parametrize(
    ("known", "flow"), [("2026-01-19", "1 0"), ("2026-01-20", "2 1"), ("2026-02-20", "3 2"), ("", "3 2")]
)
def test_only_what_was_recorded_by_that_evening_counts(
    lead_client: Client, corrected: Team, known: str, flow: str
) -> None:
    rows = table(answer_of(lead_client, corrected, "_comparison", **{**YEAR, "known": known}), "trend")
    new, exits = rows["2025"][1], rows["2025"][2]
    assert f"{new} {exits}" == flow


@pytest.mark.parametrize("part", PARTS)
def test_every_part_says_when_it_was_known(lead_client: Client, corrected: Team, part: str) -> None:
    text = page(lead_client, corrected, part, **THEN)
    assert "The figures stand as they were known on 2026-01-20." in text
    assert "Show the figures as known now" in text
    assert "as they were known" not in page(lead_client, corrected, part, **YEAR)


def test_what_was_known_stands_beside_what_is_known(lead_client: Client, corrected: Team) -> None:
    rows = table(answer_of(lead_client, corrected, "_comparison", **THEN, compare="now"), "comparison")
    assert rows["Exits"] == ["1", "2", "1 fewer"]
    text = page(lead_client, corrected, "_comparison", **THEN, compare="now")
    assert "2025 beside 2025 as known now" in text
    alone = page(lead_client, corrected, "_comparison", **YEAR, compare="now")
    assert "Choose a period to compare with." in alone
    assert "The same period as known now" not in alone


def test_the_people_behind_are_those_of_that_day(lead_client: Client, corrected: Team) -> None:
    html = answer_of(lead_client, corrected, **THEN)
    assert "code=new.count&from=2025-01-01&to=2025-12-31&known=2026-01-20" in html
    address = reverse("figure_rows", args=[corrected.slug])
    then = lead_client.get(address, {**THEN, "code": "new.count"}).content.decode()
    assert ("K-2" in then, "K-3" in then) == (True, False)
    assert "as they were known on 2026-01-20" in then
    now = lead_client.get(address, {**YEAR, "code": "new.count"}).content.decode()
    assert "K-3" in now


def test_what_counts_as_a_result_is_as_it_was_decided_then(lead_client: Client, corrected: Team) -> None:
    make_settings(corrected, result_definition=["work"], recorded_at=FIRST)
    make_settings(corrected, DAY(2025, 6, 1), result_definition=["studies"], recorded_at=THIRD)
    assert "What counts as a result here: work." in page(lead_client, corrected, **THEN)
    assert "What counts as a result here: studies." in page(lead_client, corrected, **YEAR)


def test_before_anything_was_recorded_says_so_and_keeps_the_period(
    lead_client: Client, corrected: Team
) -> None:
    answer = lead_client.get(
        reverse("statistics", args=[corrected.slug]), {**YEAR, "known": "2025-12-31", "compare": "none"}
    )
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "Nothing had been recorded at that moment. Choose a later one." in html
    assert 'value="2025-12-31"' in html
    assert "Figures for 2025" in html


@pytest.mark.parametrize(
    "odd", ["i går", "2026-02-31", "0000-01-01", "9999-12-31", "2026-01-20T10:00", "\x00"]
)
@pytest.mark.parametrize("part", ["", "_comparison", "_excel"])
def test_odd_days_are_no_fault(lead_client: Client, corrected: Team, odd: str, part: str) -> None:
    answer = lead_client.get(reverse(f"statistics{part}", args=[corrected.slug]), {**YEAR, "known": odd})
    assert answer.status_code in (200, 400)


def test_the_address_keeps_the_day(corrected: Team) -> None:
    with inside(corrected):
        choices, _form = read_choices(corrected, {"period": "rolling", "known": "2026-01-20"}, None)
    assert choices.query == "period=rolling&known=2026-01-20"
    assert "known" not in choices.query_as_now
