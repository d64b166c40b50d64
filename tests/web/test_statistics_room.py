"""The statistics room: what each part says, for which period, beside which other one, and that it stays quick."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.web.statistics import room
from samsteg.web.statistics.choices import BREAKDOWNS, read_choices
from tests.factories import (
    change_stay,
    make_budget_row,
    make_person,
    make_placement,
    make_position,
    make_published,
    make_settings,
    make_stay,
)
from tests.statistics.test_attendance_by_hand import held, mark
from tests.web.users import inside

pytestmark = pytest.mark.django_db
DAY = dt.date
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}
PARTS = ("", "_time", "_efforts", "_budget", "_comparison")
LATER = dt.datetime(2027, 3, 4, 23, 30, tzinfo=dt.UTC)  # the next day in Sweden
MOST_BYTES = 30_000


def answer_of(client: Client, team: Team, part: str = "", **query: str) -> str:
    answer = client.get(reverse(f"statistics{part}", args=[team.slug]), query or YEAR)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode().replace("&#x27;", "'").replace("&amp;", "&")


def page(client: Client, team: Team, part: str = "", **query: str) -> str:
    html = answer_of(client, team, part, **query)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def table(html: str, key: str) -> dict[str, list[str]]:
    """The words of a table's rows by their name."""
    body = html.partition(f'id="t-{key}"')[2].partition("</table>")[0].partition("<tbody>")[2]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body, re.S)
    return {
        name: [
            re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ").strip()
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", rest, re.S)
        ]
        for name, rest in rows
    }


@pytest.fixture
def busy(team: Team) -> Team:
    """2025: two enrolled before, two new, three exits; 2024: two new, one exit."""
    make_stay(
        team,
        enrolled_on=DAY(2024, 3, 1),
        exited_on=DAY(2025, 5, 1),
        exit_reason="work",
        referrer="psychiatry",
    )
    make_stay(team, enrolled_on=DAY(2024, 3, 1), sex="men", referrer="soc")
    make_stay(team, enrolled_on=DAY(2025, 2, 1), exited_on=DAY(2025, 3, 1), early_exit=True, referrer="soc")
    make_stay(
        team,
        enrolled_on=DAY(2025, 2, 1),
        exited_on=DAY(2025, 9, 1),
        exit_reason="studies",
        sex="men",
        referrer="primary_care",
    )
    make_stay(team, enrolled_on=DAY(2023, 7, 1), exited_on=DAY(2024, 7, 1), exit_reason="work")
    return team


def test_every_number_of_the_flow_opens_its_people(lead_client: Client, busy: Team) -> None:
    html = answer_of(lead_client, busy)
    rows = table(html, "flow")
    assert rows["All"] == ["2", "2", "3", "1", "1", "1", "0", "0", "0", "0", "1"]
    assert rows["Men"] == ["1", "1", "1", "0", "0", "1", "0", "0", "0", "0", "1"]
    assert "2 enrolled + 2 new − 3 exits = 1 enrolled." in html
    flow = html.partition('id="t-flow"')[2].partition("</table>")[0]
    codes = re.findall(r"\?code=([a-z0-9_.]+)", flow)
    assert codes[:4] == ["opening.count", "new.count", "exits.count", "dropouts.count"]
    assert "exits.studies.without_early.men" in codes
    for code in codes:
        rows_page = lead_client.get(reverse("figure_rows", args=[busy.slug]), {"code": code, **YEAR})
        assert rows_page.status_code == 200, code


def test_what_counts_as_a_result_here(lead_client: Client, busy: Team) -> None:
    make_settings(busy, result_definition=["studies"])
    text = page(lead_client, busy)
    assert "What counts as a result here: studies" in text
    assert "Exits to a result 1 of 3 33 percent of all exits" in text
    assert "Studies (result)" in text
    assert "Work (result)" not in text


def test_last_years_number_stands_beside(lead_client: Client, busy: Team) -> None:
    text = page(lead_client, busy)
    assert "Exits to work 1 of 3 1 woman, 0 men 2024: 1 of 1" in text
    assert "2024:" not in page(lead_client, busy, compare="none", **YEAR)


def test_ways_out_say_base_and_share(lead_client: Client, busy: Team) -> None:
    html = answer_of(lead_client, busy)
    assert table(html, "ways")["Work (result)"][1:] == ["1", "33 %"]
    assert "3 exits." in html


def test_a_way_out_for_health_has_a_number_and_no_door(lead_client: Client, busy: Team) -> None:
    make_stay(
        busy, enrolled_on=DAY(2025, 1, 5), exited_on=DAY(2025, 6, 1), exit_reason="sickness_compensation"
    )
    html = answer_of(lead_client, busy)
    assert table(html, "ways")["Sickness compensation"][1] == "1"
    assert "code=exits.sickness" not in html
    assert "code=sickness" not in html


def test_a_chosen_breakdown_with_the_teams_groups(lead_client: Client, busy: Team) -> None:
    query = {"base": "treated", "by": "referrer", **YEAR}
    html = answer_of(lead_client, busy, **query)
    assert table(html, "breakdown") == {
        "Social services": ["", "2", "50 %", "1"],
        "Psychiatry": ["", "1", "25 %", "1"],
        "Primary care": ["", "1", "25 %", "0"],
        "Unknown referrer": ["", "0", "0 %", "1"],
    } or table(html, "breakdown")["Social services"] == ["", "2", "50 %", "1"]
    make_settings(busy, referrer_groups={"Region": ["psychiatry", "primary_care"]})
    assert table(answer_of(lead_client, busy, **query), "breakdown")["Region"][1:3] == ["2", "50 %"]


def test_the_other_periods_number_opens_the_other_periods_people(lead_client: Client, busy: Team) -> None:
    html = answer_of(lead_client, busy, base="exits", by="sex", **YEAR)
    women = html.partition('id="t-breakdown"')[2].partition('<th scope="row">Women')[2].partition("</tr>")[0]
    assert re.findall(r"code=exits.sex.women&from=(\d{4})", women) == ["2025", "2024"]


@pytest.mark.parametrize("by", BREAKDOWNS)
@pytest.mark.parametrize("base", ["new", "results", "queue"])
def test_every_breakdown_sums_to_its_base(lead_client: Client, busy: Team, base: str, by: str) -> None:
    rows = table(answer_of(lead_client, busy, base=base, by=by, **YEAR), "breakdown")
    count = {"new": 2, "results": 2, "queue": 0}[base]
    assert sum(int(cells[1]) for cells in rows.values()) == count


def test_published_stands_beside_computed_and_says_why(lead_client: Client, busy: Team) -> None:
    make_published(
        busy,
        "throughput.results.months",
        "23.1",
        DAY(2025, 1, 1),
        DAY(2025, 12, 31),
        source="Årsrapport s. 7",
    )
    html = answer_of(lead_client, busy, "_time")
    assert table(html, "history")["2025"] == ["23,1", "10,5", "2", "Årsrapport s. 7"]
    assert table(html, "history")["2024"][0] == "not published"
    assert "2025 was published as 23,1 and is 10,5 today: no day has been corrected here" in html
    assert "What was published stands." in html
    assert '<path class="s-line"' in html


def test_a_correction_is_named_with_its_day(lead_client: Client, busy: Team) -> None:
    make_published(busy, "throughput.results.months", "23.1", DAY(2025, 1, 1), DAY(2025, 12, 31))
    stay = make_stay(busy, enrolled_on=DAY(2025, 1, 1), exited_on=DAY(2025, 11, 1), exit_reason="work")
    change_stay(stay, exited_on=DAY(2025, 10, 1), recorded_at=LATER)
    assert "have been corrected, last on 2027-03-05." in page(lead_client, busy, "_time")


def test_what_agrees_needs_no_sentence(lead_client: Client, busy: Team) -> None:
    make_published(busy, "throughput.results.months", "10.5", DAY(2025, 1, 1), DAY(2025, 12, 31))
    assert "What was published stands." not in page(lead_client, busy, "_time")


def test_two_periods_beside_each_other(lead_client: Client, busy: Team) -> None:
    html = answer_of(lead_client, busy, "_comparison")
    rows = table(html, "comparison")
    assert rows["Exits"] == ["3", "1", "2 more"]
    assert rows["Exits to work"] == ["1 of 3", "1 of 1", "as many"]
    assert rows["Exits to a result"] == ["2 of 3", "1 of 1", "1 more"]
    assert rows["Share of exits to a result"] == ["67 % of 3", "100 % of 1", "33 percentage points lower"]
    assert rows["Months in the team, exits to a result"][2] == "1,5 months shorter"
    assert rows["Actual"][2] == "can't be compared"
    assert "4 participants in 2025 and 3 in 2024." in html


def test_nothing_to_compare_with_asks_for_a_choice(lead_client: Client, busy: Team) -> None:
    assert "Choose a period to compare with." in page(
        lead_client, busy, "_comparison", compare="none", **YEAR
    )


def test_queue_work_training_and_budget(lead_client: Client, busy: Team) -> None:
    stay = make_stay(busy, enrolled_on=DAY(2025, 2, 1))
    make_placement(stay, DAY(2025, 3, 1))
    make_stay(busy, mission_received_on=DAY(2025, 10, 1))
    make_budget_row(busy, "Personal", requested_sek=120, granted_sek=100, actual_sek=60)
    make_position(busy, 50)
    efforts = answer_of(lead_client, busy, "_efforts")
    assert table(efforts, "work_training")["Participants in work training"] == ["1"]
    assert table(efforts, "way_in")["Persons in the queue"] == ["1"]
    budget = answer_of(lead_client, busy, "_budget")
    assert table(budget, "budget")["Personal"] == ["120", "100", "60", "–", "40"]
    assert table(budget, "budget")["In all"] == ["120", "100", "60", "–", "40"]
    assert table(budget, "staff")["Full-time equivalents"] == ["0,5"]
    half = answer_of(lead_client, busy, "_budget", **{"from": "2025-01-01", "to": "2025-06-30"})
    assert "The budget is for 2025, not for January–June 2025." in half


@pytest.mark.parametrize("part", PARTS)
def test_hardly_anybody(lead_client: Client, team: Team, part: str) -> None:
    """Nobody, one person, no exits, one day, before the team began, far from it."""
    assert "Bring the workbook" in page(lead_client, team, part)
    make_stay(team, enrolled_on=DAY(2025, 2, 1))
    for days in (
        {"from": "2025-02-01", "to": "2025-02-01"},
        {"from": "2025-01-01", "to": "2025-12-31"},
        {"from": "1999-01-01", "to": "1999-12-31"},
        {"period": "rolling"},
        {"period": "so-far"},
        {"period": "nonsense", "compare": "x", "base": "x", "by": "x"},
    ):
        assert "Figures for" in page(lead_client, team, part, **days)


def test_before_the_team_began_says_why_all_is_zero(lead_client: Client, busy: Team) -> None:
    text = page(lead_client, busy, **{"from": "1999-01-01", "to": "1999-12-31"})
    assert "ends before the team's first registered day, 2023-07-01" in text


def test_settings_that_changed_within_the_period_are_named(lead_client: Client, busy: Team) -> None:
    make_settings(busy, DAY(2025, 7, 1), result_definition=["work"])
    assert "settings changed on 2025-07-01" in page(lead_client, busy)
    assert "settings changed" not in page(lead_client, busy, **{"from": "2025-07-01", "to": "2025-12-31"})


def test_days_that_stand_backwards_are_explained(lead_client: Client, busy: Team) -> None:
    address = reverse("statistics", args=[busy.slug])
    answer = lead_client.get(address, {"from": "2025-12-31", "to": "2025-01-01"})
    assert answer.status_code == 400
    assert "The last day comes before the first" in answer.content.decode()
    assert 'value="2025-12-31"' in answer.content.decode()


@pytest.mark.parametrize("part", [*PARTS, "_excel"])
def test_queries_do_not_grow_with_rows(coach_client: Client, busy: Team, part: str) -> None:
    address = reverse(f"statistics{part}", args=[busy.slug]) + "?from=2025-01-01&to=2025-12-31"
    for year in range(2018, 2026):
        make_published(busy, "throughput.results.months", "20", DAY(year, 1, 1), DAY(year, 12, 31))
    coach_client.get(address)
    counts = []
    for more in (0, 20):
        for _number in range(more):
            make_stay(busy, enrolled_on=DAY(2025, 4, 1), person=make_person(busy))
        with CaptureQueriesContext(connection) as captured:
            coach_client.get(address)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= (20 if part == "_excel" else 15), [one["sql"][:90] for one in captured]


@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_small(lead_client: Client, busy: Team, part: str) -> None:
    assert len(answer_of(lead_client, busy, part).encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"from": "2025-01-01", "to": "2025-06-30"}, "from=2025-01-01&to=2025-06-30"),
        ({"period": "rolling", "by": "sex"}, "period=rolling&by=sex"),
        (
            {"from": "2025-01-01", "to": "2025-12-31", "compare": "before"},
            "from=2025-01-01&to=2025-12-31&compare=before",
        ),
    ],
)
def test_the_address_holds_what_is_chosen(busy: Team, query: dict[str, str], kept: str) -> None:
    with inside(busy):
        choices, _form = read_choices(busy, query, None)
    assert choices.query == kept


@pytest.mark.parametrize("part", PARTS)
def test_a_part_shows_what_it_would_with_all_figures_read(
    lead_client: Client, busy: Team, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part asks for the figures that it shows and for no others: nothing may go missing by that."""
    stay = make_stay(busy, enrolled_on=DAY(2025, 1, 7), sex="women", birth_year=1985)
    make_placement(stay, started_on=DAY(2025, 2, 1))
    make_position(busy, started_on=DAY(2025, 1, 1))
    make_budget_row(busy, "Lokal", year=2025, granted_sek=100_000, actual_sek=90_000)
    mark(stay, held(busy, "2025-03-05"), "present")
    held(busy, "2025-04-05", state="planned")
    asked = [YEAR, {**YEAR, "compare": "none"}, {**YEAR, "known": "2027-01-01"}]
    asked += [{**YEAR, "by": by} for by in BREAKDOWNS]
    queries = asked if part in ("", "_comparison") else asked[:3]

    def shown(query: dict[str, str]) -> str:
        return re.sub(r'name="csrf\w+" value="\w+"', "", answer_of(lead_client, busy, part, **query))

    before = [shown(query) for query in queries]
    monkeypatch.setattr(room, "SHOWN", {})
    assert [shown(query) for query in queries] == before
