"""Saved views and figures of earlier reports, as pages: kept, changed, taken away and brought back."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.statistics.publishing import published_rows
from tests.factories import make_published, make_stay
from tests.web.users import inside

pytestmark = pytest.mark.django_db
DAY = dt.date
FIGURE = {
    "figure": "Genomströmningstid",
    "first": "2024-01-01",
    "last": "2024-12-31",
    "value": "23,10",
    "unit": "",
    "source": "Årsrapport 2024, s. 7",
}


@pytest.fixture
def busy(team: Team) -> Team:
    make_stay(team, enrolled_on=DAY(2024, 3, 1), exited_on=DAY(2025, 5, 1), exit_reason="work")
    return team


def standing(team: Team) -> list[tuple[str, str, str]]:
    with inside(team) as actor:
        return [(row.figure, str(row.value), row.source) for row in published_rows(actor, team)]


def words(html: bytes) -> str:
    text = html.decode().replace("&#x27;", "'")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_view_is_kept_opened_taken_away_and_brought_back(coach_client: Client, busy: Team) -> None:
    room = reverse("statistics", args=[busy.slug])
    query = "from=2025-01-01&to=2025-06-30&by=sex"
    answer = coach_client.post(reverse("save_view", args=[busy.slug]), {"name": "Halvår", "query": query})
    assert answer.headers["Location"] == f"{room}?{query}"
    html = coach_client.get(room).content.decode()
    assert f'href="{room}?{query.replace("&", "&amp;")}">Halvår</a>' in html
    ending = re.search(r"/vyer/(\d+)/ta-bort/", html)
    assert ending
    answer = coach_client.post(reverse("end_view", args=[busy.slug, ending[1]]))
    assert f"ended={ending[1]}#vyer" in answer.headers["Location"]
    html = coach_client.get(answer.headers["Location"]).content.decode()
    assert ">Halvår</a>" not in html
    assert "The view is taken away." in html
    coach_client.post(reverse("bring_back_view", args=[busy.slug, ending[1]]))
    assert ">Halvår</a>" in coach_client.get(room).content.decode()


def test_a_view_is_saved_in_any_part_and_opens_there(coach_client: Client, busy: Team) -> None:
    query, overview = "from=2025-01-01&to=2025-06-30", reverse("statistics", args=[busy.slug])
    for name, part in (("statistics_time", "time"), ("statistics_budget", "budget")):
        room = reverse(name, args=[busy.slug])
        html = coach_client.get(f"{room}?{query}").content.decode().replace("&amp;", "&")
        assert f'href="{overview}?{query}#vyer"' in html
        offered = re.search(r'name="query" value="([^"]*)"', html)
        assert offered
        saved = coach_client.post(reverse("save_view", args=[busy.slug]), {"name": part, "query": offered[1]})
        assert saved.headers["Location"] == f"{room}?{query}&part={part}"
        listed = coach_client.get(overview).content.decode().replace("&amp;", "&")
        assert f'href="{room}?{query}&part={part}">{part}</a>' in listed
    wrong = {"name": "fel", "query": f"{query}&part=//evil.example"}
    answer = coach_client.post(reverse("save_view", args=[busy.slug]), wrong)
    assert answer.headers["Location"].startswith(f"{overview}?")


def test_a_view_without_a_name_loses_nothing(coach_client: Client, busy: Team) -> None:
    name = "x" * 90
    query = "from=2025-01-01&to=2025-06-30"
    answer = coach_client.post(reverse("save_view", args=[busy.slug]), {"name": name, "query": query})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{name}"' in html
    assert "at most 80 characters" in html
    assert "Figures for January–June 2025" in html


def test_a_printed_figure_is_written_down_and_corrected(lead_client: Client, busy: Team) -> None:
    address = reverse("published", args=[busy.slug])
    assert lead_client.post(address, FIGURE).status_code == 302
    assert standing(busy) == [("throughput.results.months", "23.1000", "Årsrapport 2024, s. 7")]
    html = lead_client.get(address).content
    assert "23,10 months" in words(html)
    change = re.search(r"/redovisat/(\d+)/", html.decode())
    assert change
    page = reverse("change_published", args=[busy.slug, change[1]])
    assert 'value="23,10"' in lead_client.get(page).content.decode()
    assert lead_client.post(page, {**FIGURE, "value": "24,1"}).status_code == 302
    assert standing(busy) == [("throughput.results.months", "24.1000", "Årsrapport 2024, s. 7")]
    assert lead_client.get(page).status_code == 404  # that row no longer stands


def test_taken_away_with_a_way_back(lead_client: Client, busy: Team) -> None:
    row = make_published(busy, "flow.new", "7", DAY(2024, 1, 1), DAY(2024, 12, 31))
    answer = lead_client.post(reverse("take_away_published", args=[busy.slug, row.pk]))
    assert standing(busy) == []
    assert "The figure is taken away." in lead_client.get(answer.headers["Location"]).content.decode()
    for _twice in range(2):
        lead_client.post(reverse("bring_back_published", args=[busy.slug, row.pk]))
    assert standing(busy) == [("flow.new", "7.0000", "")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "tjugo"}, "Write the number with digits, such as 30,75."),
        ({"value": ""}, "Write the number as it stands in the report"),
        ({"last": "2023-01-01"}, "The last day comes before the first."),
        ({"first": "2024-13-01"}, "Write the day as 2026-11-23"),
        ({"figure": ""}, "Say which figure it is"),
        ({"value": "1,23456"}, "at most four decimals"),
    ],
)
def test_what_is_wrong_is_explained_and_kept(
    lead_client: Client, busy: Team, changes: dict[str, str], message: str
) -> None:
    answer = lead_client.post(reverse("published", args=[busy.slug]), {**FIGURE, **changes})
    assert answer.status_code == 422
    assert message in words(answer.content)
    assert 'value="Årsrapport 2024, s. 7"' in answer.content.decode()
    assert standing(busy) == []


def test_other_words_are_marked_as_not_compared(lead_client: Client, busy: Team) -> None:
    lead_client.post(
        reverse("published", args=[busy.slug]), {**FIGURE, "figure": "Nöjda deltagare", "unit": "count"}
    )
    assert "Nöjda deltagare is not compared" in words(
        lead_client.get(reverse("published", args=[busy.slug])).content
    )


def test_the_excel_file_holds_every_table_with_base_and_unit(coach_client: Client, busy: Team) -> None:
    make_published(
        busy, "throughput.results.months", "23.1", DAY(2025, 1, 1), DAY(2025, 12, 31), source="=1+1"
    )
    address = reverse("statistics_excel", args=[busy.slug])
    answer = coach_client.get(address, {"from": "2025-01-01", "to": "2025-12-31"})
    assert answer.headers["Content-Disposition"].endswith('"siffror-provdalen-2025-01-01-2025-12-31.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "About the file"
    assert len(book.sheetnames) == 19
    about = [cell.value for row in book["About the file"].iter_rows() for cell in row]
    assert "Practice: no real persons" in about
    assert any("Working copy" in str(text) for text in about)
    flow = book["1. Enrolled and exits"]
    assert flow["A2"].value == "Base: 1 participant who was enrolled at some time in the period."
    assert flow["A3"].value == "Unit: participants"
    assert [cell.value for cell in flow[6]] == ["All", 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
    history = next(sheet for sheet in book if "through" in str(sheet["A1"].value))
    assert [cell.value for cell in history[6]] == ["2025", 23.1, 14, 1, "=1+1"]
    assert history["E6"].data_type == "s"
    ways = book["2. Where the exits led"]
    assert (ways["C6"].value, ways["C6"].number_format) == (1, "0 %")
    assert book["Definitions"].max_row > 10
