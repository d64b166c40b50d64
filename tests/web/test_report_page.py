"""The report's pages: beginning one, reading a section, and the report as a file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.reports.models import Report
from samsteg.statistics.values import Period
from tests.factories import make_stay, make_team
from tests.web.report_pages import OTHER, PLACE, QUERY, YEAR, begin, save, section_address
from tests.web.users import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(team: Team) -> str:
    make_stay(team, enrolled_on=dt.date(2025, 2, 1))
    return reverse("report", args=[team.slug])


@pytest.fixture
def begun(team: Team, index: str) -> str:
    begin(team)
    return section_address(team)


def periods_of(team: Team) -> set[tuple[dt.date, dt.date]]:
    with inside(team):
        return set(Report.objects.filter(team=team).values_list("period_from", "period_to"))


def test_a_report_is_begun_for_one_of_the_usual_periods(coach_client: Client, team: Team, index: str) -> None:
    answer = coach_client.post(index, {"period": "2025-01-01--2025-12-31"})
    assert answer.headers["Location"] == reverse("report_open", args=[team.slug, YEAR])
    assert periods_of(team) == {(YEAR.first, YEAR.last)}
    page = coach_client.get(index).content.decode()
    assert "Årsrapport" in page
    assert "2025 (begun)" in page


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-02-03", "2025-02-03"),
        ("2020-01-01", "2020-06-30"),
        ("250201", "2025-08-14"),
        ("1950-01-01", "2099-12-31"),
    ],
    ids=["one day", "before the team began", "across", "very long"],
)
def test_any_two_days_can_be_written_about(
    coach_client: Client, team: Team, index: str, first: str, last: str
) -> None:
    answer = coach_client.post(index, {"period": "egna", "first": first, "last": last}, follow=True)
    assert answer.status_code == 200
    assert len(periods_of(team)) == 1


@pytest.mark.parametrize(
    "days",
    [{}, {"first": "2025-01-01"}, {"first": "2025-02-01", "last": "2025-01-31"}, {"first": "x", "last": "y"}],
    ids=["none", "one", "backwards", "no days"],
)
def test_own_days_that_are_no_period_are_told(
    coach_client: Client, team: Team, index: str, days: dict[str, str]
) -> None:
    answer = coach_client.post(index, {"period": "egna", **days})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert periods_of(team) == set()


def test_a_report_that_is_begun_is_opened_and_not_begun_again(
    coach_client: Client, team: Team, index: str
) -> None:
    for _time in (1, 2):
        answer = coach_client.post(index, {"period": "2025-01-01--2025-12-31"}, follow=True)
    assert len(periods_of(team)) == 1
    assert "There is a report for this period already" in answer.content.decode()


def test_an_address_with_a_period_leads_to_its_report(coach_client: Client, team: Team, index: str) -> None:
    assert coach_client.get(index + QUERY).status_code == 200
    begin(team)
    assert coach_client.get(index + QUERY).headers["Location"] == reverse(
        "report_open", args=[team.slug, YEAR]
    )


def test_a_report_that_is_not_begun_does_not_exist(coach_client: Client, team: Team, begun: str) -> None:
    other = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert coach_client.get(reverse("report_open", args=[team.slug, other])).status_code == 404


@pytest.mark.parametrize(
    "rest", ["2025-13-01--2025-12-31/", "2025-12-31--2025-01-01/", "2025-01-01--2025-12-31/99/"]
)
def test_addresses_of_no_report(coach_client: Client, index: str, begun: str, rest: str) -> None:
    assert coach_client.get(index + rest).status_code == 404


def test_a_section_shows_what_is_filled_in_and_offers_writing(
    coach_client: Client, team: Team, begun: str
) -> None:
    page = coach_client.get(section_address(team, "1.description")).content.decode()
    assert "Written by the figures" in page
    assert 'data-figure="flow.new"' in page
    assert "<table" in page
    assert "<textarea" not in page.partition("</main>")[0].partition("<aside")[0]
    assert "?skriv=1.analysis" in page


def test_a_team_without_participants_has_a_report(coach_client: Client, team: Team) -> None:
    begin(team)
    for number in range(1, 11):
        address = reverse("report_section", args=[team.slug, YEAR, number])
        assert coach_client.get(address).status_code == 200


def test_the_navigator_says_how_far_each_section_has_come(
    coach_client: Client, team: Team, begun: str
) -> None:
    before = coach_client.get(begun).context["navigator"]
    save(coach_client, team, "Fler kom.", place="5.analysis")
    after = coach_client.get(begun).context["navigator"]
    assert after.done == before.done + 1
    assert [len(row.cells) for row in after.grid] == [3, 3, 3]
    current = [one for one in after.sections if one.is_current]
    assert [one.cell for one in current] == [1]


def test_what_was_written_last_time_stands_beside_and_is_never_filled_in(
    coach_client: Client, team: Team, begun: str
) -> None:
    before = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    begin(team, before)
    address = reverse("report_text", args=[team.slug, before, PLACE])
    coach_client.post(address, {"text": "Ovanligt ord: kluddfri.", "version": "0", "save": "1"})
    reading = coach_client.get(begun).content.decode()
    writing = coach_client.get(section_address(team, writing=True))
    assert "In the report for 2024 you wrote" in reading
    assert "kluddfri" in reading
    (part,) = [one for one in writing.context["parts"] if one.editing]
    assert part.editing.body == ""


@pytest.mark.parametrize(("fmt", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_report_as_a_file(coach_client: Client, team: Team, index: str, fmt: str, start: bytes) -> None:
    answer = coach_client.get(reverse("report_file", args=[team.slug, fmt]) + QUERY)
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="rapport-{team.slug}-2025-01-01-2025-12-31.{fmt}"'
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_report_as_a_page(coach_client: Client, team: Team, index: str) -> None:
    page = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY).content.decode()
    assert page.count("<h1") == 1
    assert page.count('<article class="s-a4">') > 9
    assert "Practice: no real persons" in page


def test_what_is_written_stands_in_the_report(coach_client: Client, team: Team, begun: str) -> None:
    save(coach_client, team, "## Om kön\n1. **Kluddfri** kö\n2. [Nyinskrivna] kom")
    page = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY).content.decode()
    assert "Om kön</h4>" in page
    assert '<ol class="s-steps"><li><strong>Kluddfri</strong> kö</li>' in page
    assert '<span data-figure="flow.new">1</span> kom' in page


def test_the_protected_edition_is_refused(coach_client: Client, team: Team, index: str) -> None:
    link = reverse("report_file", args=[team.slug, "docx"]) + QUERY
    assert coach_client.get(f"{link}&edition=protected").status_code == 409
    assert coach_client.get(f"{link}&edition=odd").status_code == 404


@pytest.mark.parametrize("fmt", ["exe", "docm", "docx.html"])
def test_other_formats_do_not_exist(coach_client: Client, team: Team, index: str, fmt: str) -> None:
    assert coach_client.get(f"/team/{team.slug}/rapport/rapport.{fmt}").status_code == 404


def counted(client: Client, address: str) -> int:
    client.get(address)  # takes the message
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


def test_queries_of_a_section_do_not_grow_with_texts(coach_client: Client, team: Team, begun: str) -> None:
    counts = [counted(coach_client, begun)]
    for place in (PLACE, OTHER, "3.analysis", "1.reflection"):
        save(coach_client, team, "Text.", place=place)
    counts.append(counted(coach_client, begun))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_queries_of_the_list_do_not_grow_with_reports(coach_client: Client, team: Team, begun: str) -> None:
    counts = [counted(coach_client, reverse("report", args=[team.slug]))]
    for year in range(2015, 2025):
        begin(team, Period(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    counts.append(counted(coach_client, reverse("report", args=[team.slug])))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_another_teams_reports_are_not_listed(coach_client: Client, team: Team, index: str) -> None:
    begin(make_team("Annat team"))
    assert coach_client.get(index).context["rows"] == ()
