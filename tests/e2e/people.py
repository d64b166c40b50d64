"""Log-ins and workbooks for the tests in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.organisation.models import Team
from samsteg.organisation.services import TeamFacts, save_team
from tests.web.users import PASSWORD, join

WORKBOOKS = Path(__file__).resolve().parents[2] / "demo" / "workbooks"
SATER = WORKBOOKS / "samverkansteamet-sater-2021-2022.xlsx"
LEAD = "ledare"


def team_with_lead(name: str = "Samverkansteamet Säter") -> Team:
    """The team that the workbook is about, and its lead."""
    team = save_team(TeamFacts(name=name))
    user = User.objects.create_user(LEAD, password=PASSWORD, first_name="Mika", last_name="Trappsteg")
    join(team, user, Role.TEAM_LEAD)
    return team


def log_in(page: Page, username: str = LEAD) -> None:
    page.goto("/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/team/**")


def read_in(page: Page, team: Team, workbook: Path = SATER) -> None:
    """Upload, look, read in; ends on the team's page."""
    page.goto(f"/team/{team.slug}/inlasning/")
    page.set_input_files("#id_file", workbook)
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/inlasning/*-*/")
    page.locator("#las-in .s-btn-1").click()
    page.wait_for_url(f"**/team/{team.slug}/")


def begin_report(page: Page, team: Team) -> None:
    """The proposed period's report; ends on its first section."""
    page.goto(f"/team/{team.slug}/rapport/")
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/rapport/*--*/")
