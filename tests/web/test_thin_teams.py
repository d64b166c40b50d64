"""Every page of a team about which there is little to tell, or something odd: it opens, balances and says why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.statistics.values import Period
from tests.factories import make_settings, make_stay
from tests.web.report_pages import YEAR, begin

pytestmark = pytest.mark.django_db
DAY = dt.date
ONE_DAY = Period(DAY(2025, 2, 1), DAY(2025, 2, 1))
LONG_AGO = Period(DAY(1999, 1, 1), DAY(1999, 12, 31))


def nobody(team: Team) -> None:
    """A team that has read nothing in."""


def one_participant(team: Team) -> None:
    make_stay(team, enrolled_on=DAY(2025, 2, 1))


def no_exits(team: Team) -> None:
    for month in (1, 2, 3):
        make_stay(team, enrolled_on=DAY(2024, month, 1), sex=("women", "men", "other")[month - 1])


def settings_in_mid_period(team: Team) -> None:
    make_stay(team, enrolled_on=DAY(2024, 3, 1), exited_on=DAY(2025, 3, 1), exit_reason="studies")
    make_stay(team, enrolled_on=DAY(2024, 3, 1), exited_on=DAY(2025, 9, 1), exit_reason="work")
    make_settings(team, DAY(2025, 7, 1), result_definition=["work"], age_bands=[[16, 24], [25, 64]])


THIN = [
    pytest.param(nobody, YEAR, id="nobody"),
    pytest.param(one_participant, YEAR, id="one participant"),
    pytest.param(no_exits, YEAR, id="no exits"),
    pytest.param(one_participant, ONE_DAY, id="one day"),
    pytest.param(one_participant, LONG_AGO, id="before the team began"),
    pytest.param(settings_in_mid_period, YEAR, id="settings changed in mid-period"),
]
FILES = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>"}


def addresses(team: Team, period: Period) -> list[str]:
    query = f"?from={period.first}&to={period.last}"
    pages = ["team", "statistics", "statistics_time", "statistics_efforts", "statistics_budget"]
    pages += ["statistics_comparison", "published", "participants", "the_team", "upload", "import_history"]
    pages += ["report_template", "report_template_preview"]
    sections = [reverse("report_section", args=[team.slug, period, number]) for number in range(1, 11)]
    report = [reverse(name, args=[team.slug, period]) for name in ("report_open", "report_checks")]
    rows = [
        f"{reverse('figure_rows', args=[team.slug])}{query}&code={code}"
        for code in ("exits.work", "flow.new")
    ]
    own = [reverse(page, args=[team.slug]) + query for page in pages]
    return [*own, reverse("report", args=[team.slug]), *sections, *report, *rows]


@pytest.mark.parametrize(("fill", "period"), THIN)
def test_every_page_opens(
    lead_client: Client, team: Team, fill: Callable[[Team], None], period: Period
) -> None:
    fill(team)
    begin(team, period)
    for address in addresses(team, period):
        answer = lead_client.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        assert html.count("<h1") == 1, address
        assert not re.search(r"\b(None|nan|NaN|inf)\b", re.sub(r"<[^>]*>", " ", html)), address


@pytest.mark.parametrize(("fill", "period"), THIN)
def test_every_file_is_written(
    lead_client: Client, team: Team, fill: Callable[[Team], None], period: Period
) -> None:
    fill(team)
    begin(team, period)
    query = {"from": str(period.first), "to": str(period.last)}
    for kind, start in FILES.items():
        answer = lead_client.get(reverse("report_file", args=[team.slug, kind]), query)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, kind
        assert content.lstrip().startswith(start), kind
    for name in ("statistics_excel", "participants_excel"):
        answer = lead_client.get(reverse(name, args=[team.slug]), query)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, name
        assert content.startswith(b"PK"), name


def test_the_reader_is_told_that_the_settings_changed_within_the_report(
    lead_client: Client, team: Team
) -> None:
    """All of the period follows the settings of its last day: studies no longer count."""
    settings_in_mid_period(team)
    html = lead_client.get(reverse("team", args=[team.slug]), {"from": "2025-01-01", "to": "2025-12-31"})
    text = " ".join(re.sub(r"<[^>]*>", " ", html.content.decode()).split())
    assert "settings changed on 2025-07-01" in text
    assert "1 of 2" in text
