"""The team's page: what it says, for which period, and that it does not slow down with rows."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.statistics.parts import EVERY
from samsteg.statistics.values import Period
from samsteg.web.dates import parse_day
from samsteg.web.periods import name, proposals, year
from samsteg.web.statistics import room
from tests.factories import make_published, make_settings, make_stay, make_team

pytestmark = pytest.mark.django_db
DAY = dt.date


def page(client: Client, team: Team, **query: str) -> str:
    answer = client.get(reverse("team", args=[team.slug]), query)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def cells(client: Client, team: Team, **query: str) -> dict[str, list[int]]:
    """The rows of the flow table by their name."""
    html = client.get(reverse("team", args=[team.slug]), query).content.decode()
    table = html.partition('s-flow">')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
    return {heading: [int(one) for one in re.findall(r">(\d+)</td>", rest)] for heading, rest in rows}


@pytest.fixture
def busy(team: Team) -> Team:
    """2025: two enrolled before, two new, three exits of which one early."""
    make_stay(team, enrolled_on=DAY(2024, 3, 1), exited_on=DAY(2025, 5, 1), exit_reason="work")
    make_stay(team, enrolled_on=DAY(2024, 3, 1), sex="men")
    make_stay(team, enrolled_on=DAY(2025, 2, 1), exited_on=DAY(2025, 3, 1), early_exit=True)
    make_stay(team, enrolled_on=DAY(2025, 2, 1), exited_on=DAY(2025, 9, 1), exit_reason="studies", sex="men")
    return team


def test_the_flow_table_sums_in_every_row(lead_client: Client, busy: Team) -> None:
    rows = cells(lead_client, busy, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert rows == {
        "All": [2, 2, 3, 1, 1, 1, 0, 0, 0, 0, 1],
        "Women": [1, 1, 2, 1, 1, 0, 0, 0, 0, 0, 0],
        "Men": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1],
    }
    for opening, new, exits, *ways, closing in rows.values():
        assert opening + new - exits == closing
        assert sum(ways) == exits


def test_unknown_sex_has_a_row_when_there_is_any(lead_client: Client, busy: Team) -> None:
    make_stay(busy, enrolled_on=DAY(2025, 4, 1), sex="other")
    rows = cells(lead_client, busy, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert rows["Other or unknown"] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_sentence_first(lead_client: Client, busy: Team) -> None:
    text = page(lead_client, busy, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert "1 participant was enrolled on 2025-12-31. 2 began in the period and 3 left." in text
    assert "2 of those who left had a result." in text
    assert "2 of 3 67 percent of all exits" in text


def test_last_years_number_and_those_behind_the_figure_are_one_step_away(
    lead_client: Client, busy: Team
) -> None:
    make_stay(busy, enrolled_on=DAY(2023, 3, 1), exited_on=DAY(2024, 5, 1), exit_reason="work")
    make_stay(busy, enrolled_on=DAY(2023, 3, 1), exited_on=DAY(2024, 6, 1), exit_reason="other")
    html = lead_client.get(
        reverse("team", args=[busy.slug]), {"from": "2025-01-01", "to": "2025-12-31"}
    ).content.decode()
    work = html.partition("<dt>Exits to work</dt>")[2].partition("</div>")[0]
    assert "<b>1 of 3</b>" in work
    assert "<span>2024: 1 of 2</span>" in work
    rows = reverse("figure_rows", args=[busy.slug])
    assert f'href="{rows}?code=exits.work&amp;from=2025-01-01&amp;to=2025-12-31"' in work
    queue = html.partition("<dt>Waiting in the queue</dt>")[2].partition("</div>")[0]
    assert "<b>0</b>" in queue and "href" not in queue  # nobody to look at


def test_nobody_left_is_no_share(lead_client: Client, team: Team) -> None:
    make_stay(team, enrolled_on=DAY(2025, 2, 1))
    text = page(lead_client, team, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert "Exits to work 0 nobody left in the period 2024: 0" in text
    assert "0 of 0" not in text


def test_the_page_says_what_counts_as_a_result_here(lead_client: Client, busy: Team) -> None:
    make_settings(busy, result_definition=["work"])
    text = page(lead_client, busy, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert "What counts as a result here: work ." in text.replace("work.", "work .")
    assert "Not counted: studies," in text
    assert "1 of 3 33 percent of all exits" in text


def test_checks_name_both_figures(lead_client: Client, busy: Team) -> None:
    period = {"from": "2025-01-01", "to": "2025-12-31"}
    assert "Everything adds up" in page(lead_client, busy, **period)
    make_published(busy, "flow.exits", "7", DAY(2025, 1, 1), DAY(2025, 12, 31), source="Rapport 2025")
    html = lead_client.get(reverse("team", args=[busy.slug]), period).content.decode()
    clash = html.partition('class="s-clash')[2]
    assert re.findall(r"<b>([\d ]+)</b>", clash)[:2] in (["3", "7"], ["7", "3"])


def test_an_empty_team_is_told_what_to_do(lead_client: Client, coach_client: Client, team: Team) -> None:
    assert "Bring the workbook" in page(lead_client, team)
    assert "When the team lead has read in" in page(coach_client, team)


def test_a_shared_address_gives_the_same_period(coach_client: Client, busy: Team) -> None:
    assert "In short, January–June 2025" in page(coach_client, busy, **{"from": "20250101", "to": "250630"})


def test_without_a_period_the_workbooks_own_holds(coach_client: Client, busy: Team) -> None:
    assert "In short, 2025" in page(coach_client, busy)
    busy.report_from, busy.report_to = DAY(2024, 7, 1), DAY(2025, 6, 30)
    busy.save()
    assert "In short, July 2024–June 2025" in page(coach_client, busy)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2025-13-01", "2025-12-31", "Write the day as 2026-11-23"),
        ("", "2025-12-31", "Write the day as 2026-11-23"),
        ("2025-12-31", "2025-01-01", "The last day comes before the first"),
        ("<script>", "2025-01-01", "Write the day as 2026-11-23"),
    ],
)
def test_a_wrong_period_is_kept_and_explained(
    coach_client: Client, busy: Team, first: str, last: str, message: str
) -> None:
    answer = coach_client.get(reverse("team", args=[busy.slug]), {"from": first, "to": last})
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert "<script>" not in answer.content.decode().partition("<main")[2]


def test_queries_do_not_grow_with_rows(coach_client: Client, busy: Team) -> None:
    address = reverse("team", args=[busy.slug]) + "?from=2025-01-01&to=2025-12-31"
    coach_client.get(address)
    counts = []
    for more in (0, 20):
        for _number in range(more):
            make_stay(busy, enrolled_on=DAY(2025, 4, 1))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            coach_client.get(address)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", DAY(2026, 11, 23)),
        ("20261123", DAY(2026, 11, 23)),
        ("261123", DAY(2026, 11, 23)),
        (" 2026 - 11 - 23 ", DAY(2026, 11, 23)),
        ("2024-02-29", DAY(2024, 2, 29)),
    ],
)
def test_days_as_people_type_them(text: str, day: dt.date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["2025-02-29", "23/11", "1-1-1", "0001-01-01", "2026-11-23x", "20261", ""])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        parse_day(text)


def test_proposed_periods_are_those_with_facts() -> None:
    found = proposals(Period(DAY(2024, 8, 1), DAY(2025, 3, 1)), year(2025))
    assert [one.label for one in found.years] == ["2025", "2024"]
    assert [str(one.period) for one in found.others] == [
        "2025-01-01/2025-06-30",
        "2024-07-01/2025-06-30",
        "2024-07-01/2024-12-31",
    ]
    assert [one.is_chosen for one in found.years] == [True, False]


def test_names_of_periods() -> None:
    assert name(Period(DAY(2025, 1, 5), DAY(2025, 2, 1))) == "2025-01-05 – 2025-02-01"
    assert name(Period(DAY(2024, 4, 1), DAY(2025, 3, 31))) == "2024-04-01 – 2025-03-31"


def test_another_teams_stays_are_not_counted(coach_client: Client, busy: Team) -> None:
    make_stay(make_team(), enrolled_on=DAY(2025, 4, 1))
    assert cells(coach_client, busy, **{"from": "2025-01-01", "to": "2025-12-31"})["All"][1] == 2


def test_the_other_period_is_read_for_what_stands_beside_and_says_the_same(
    lead_client: Client, busy: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stay(busy, enrolled_on=DAY(2023, 7, 1), exited_on=DAY(2024, 7, 1), exit_reason="work")
    query = {"from": "2025-01-01", "to": "2025-12-31"}
    before = page(lead_client, busy, **query)
    assert "2024: 1 of 1" in before
    monkeypatch.setattr(room, "KEY", EVERY)
    assert page(lead_client, busy, **query) == before
