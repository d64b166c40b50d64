"""Which pages are measured: a name, and the address for the team that is measured. A new page is a new line here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bench.imports import granter_of, member
from bench.team_year import YEAR
from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.activities.models import GroupSession
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.employers.models import Employer
from samsteg.placements.models import Placement
from samsteg.reports.build import Choices, write_report
from samsteg.reports.report_services import answer_check, start_report
from samsteg.reports.services import save_text
from samsteg.statistics.comparison import year_before
from samsteg.statistics.consistency import Severity
from samsteg.statistics.saved_views import save_view

LEAD = "bench-lead"
TEXT = "Fler kom under året: [new.count]. Av dem som lämnade gick [work.count] till arbete.\n\n" * 4


@dataclass(frozen=True, slots=True)
class Measured:
    """The team whose pages are asked for, and one of its persons."""

    team: Team
    user: User
    person_id: int
    session: uuid.UUID
    placed_id: int
    placement: uuid.UUID
    employer_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """`part`: what has goals (statistics, report, the daily work); the rest stands beside for the record."""

    name: str
    address: Callable[[Measured], str]
    part: str = ""


def page(name: str, url: str, query: str = "", part: str = "", **arguments: Any) -> Page:
    def address(measured: Measured) -> str:
        more = {key: value(measured) if callable(value) else value for key, value in arguments.items()}
        return reverse(url, kwargs={"slug": measured.team.slug, **more}) + query

    return Page(name, address, part)


def one_person(measured: Measured) -> int:
    return measured.person_id


def one_session(measured: Measured) -> uuid.UUID:
    return measured.session


def who_is_placed(measured: Measured) -> int:
    return measured.placed_id


def one_placement(measured: Measured) -> uuid.UUID:
    return measured.placement


def one_employer(measured: Measured) -> int:
    return measured.employer_id


DAYS = f"?from={YEAR.first}&to={YEAR.last}"
ROOM, REPORT, DAILY = "room", "report", "daily"
EMPTY = page("empty page: the frame and nothing in it", "bench_empty")
PAGES = (
    page("statistics room: overview", "statistics", DAYS, ROOM),
    page("statistics room: time", "statistics_time", DAYS, ROOM),
    page("statistics room: efforts", "statistics_efforts", DAYS, ROOM),
    page("statistics room: budget", "statistics_budget", DAYS, ROOM),
    page("statistics room: comparison", "statistics_comparison", DAYS, ROOM),
    page("people behind a figure", "figure_rows", f"{DAYS}&code=work.count", ROOM),
    page("reports of the team", "report", part=REPORT),
    page("report: a section", "report_section", part=REPORT, period=YEAR, number=3),
    page("report: a section, writing", "report_section", "?skriv=3.analysis", REPORT, period=YEAR, number=3),
    page("report: checks", "report_checks", part=REPORT, period=YEAR),
    page("report: as printed", "report_file", DAYS, REPORT, fmt="html"),
    page("the team's first page", "team", DAYS),
    page("report template: tables", "report_template_step", step="tabeller"),
    page("today", "today", part=DAILY),
    page("participants", "participants", part=DAILY),
    page("one participant", "participant", part=DAILY, person_id=one_person),
    page("queue", "queue", part=DAILY),
    page("one participant: the way", "way", part=DAILY, person_id=one_person),
    page("one participant: the plan", "plan", person_id=one_person),
    page("calendar: a week", "calendar", part=DAILY),
    page("roll call of fifteen", "roll_call", part=DAILY, series=one_session),
    page("one placement", "placement", person_id=who_is_placed, series=one_placement),
    page("employers", "employers"),
    page("one employer", "employer", employer_id=one_employer),
    page("the team's follow-ups", "team_follow_ups"),
    page("flow chart", "flow"),
    page("earlier imports", "import_history"),
)


def prepare(team_id: int) -> Measured:
    """A lead, two reports with texts, answered checks and a saved view; in the database in use."""
    team = Team.objects.select_related("association").get(pk=team_id)
    user = member(granter_of(team), team, LEAD, Role.TEAM_LEAD)
    actor = Actor(user_id=user.pk, username=LEAD, roles={team_id: frozenset({Role.TEAM_LEAD.value})})
    with acting(actor):
        save_view(actor=actor, team=team, name="Halvår", query="")
        for period in (year_before(YEAR), YEAR):
            start_report(actor=actor, team=team, period=period)
            for number in range(1, 10):
                place = f"{number}.analysis"
                save_text(actor=actor, team=team, period=period, place=place, body=TEXT, expected_version=0)
        for finding in write_report(actor, team, YEAR, Choices()).findings:
            if finding.severity is not Severity.NOTE:
                answer_check(actor=actor, team=team, period=YEAR, finding=finding, reason="Så står det.")
        stay = Stay.objects.in_team(team_id).filter(exited_on__year=YEAR.first.year).order_by("pk")[0]
        session = GroupSession.objects.filter(team=team).latest("on_day")
        placed = (
            Placement.objects.filter(team=team, superseded_at__isnull=True)
            .select_related("stay")
            .latest("started_on", "pk")
        )
        employer = Employer.objects.get(team=team, name=placed.employer)
    return Measured(
        team=team,
        user=user,
        person_id=stay.person_id,
        session=session.series,
        placed_id=placed.stay.person_id,
        placement=placed.series,
        employer_id=employer.pk,
    )
