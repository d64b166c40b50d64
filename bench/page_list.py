"""Which pages are measured: a name, and the address for the team that is measured. A new page is a new line here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from bench.lives import give_names, live, longest_life, promise
from bench.team_year import YEAR
from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.activities.models import Group, GroupSession
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.placements.employers.models import Employer
from samsteg.placements.models import CheckIn, Placement
from samsteg.reports.build import Choices, write_report
from samsteg.reports.report_services import answer_check, start_report
from samsteg.reports.services import save_text
from samsteg.statistics.comparison import year_before
from samsteg.statistics.consistency import Severity
from samsteg.statistics.saved_views import save_view

VISITED = dt.datetime(
    2026, 1, 14, 8, 0, tzinfo=ZoneInfo("Europe/Stockholm")
)  # a Wednesday, when the volume is told
TEXT = "Fler kom under året: [new.count]. Av dem som lämnade gick [work.count] till arbete.\n\n" * 4


@dataclass(frozen=True, slots=True)
class Measured:
    """The team whose pages are asked for, and one of its persons."""

    team: Team
    user: User
    person_id: int
    session: uuid.UUID
    group_id: int
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


def one_group(measured: Measured) -> int:
    return measured.group_id


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
    page("one group", "group", group_id=one_group),
    page("one placement", "placement", person_id=who_is_placed, series=one_placement),
    page("employers", "employers"),
    page("one employer", "employer", employer_id=one_employer),
    page("the team's follow-ups", "team_follow_ups"),
    page("flow chart", "flow"),
    page("earlier imports", "import_history"),
)


def prepare(team_id: int) -> Measured:
    """The lead, who is also a coach; people with names, one with a long life here; two reports with texts, answered
    checks and a saved view. In the database in use, on the day of the visit.
    """
    team = Team.objects.select_related("association").get(pk=team_id)
    user = User.objects.get(username=f"bench-{team_id}-1")
    roles = {team_id: frozenset({Role.TEAM_LEAD.value, Role.COACH.value})}
    actor = Actor(user_id=user.pk, username=user.username, roles=roles)
    give_names(actor, team)
    with acting(actor):
        person = longest_life(actor, team)
        live(actor, team, person)
        promise(actor, team)
        _report(actor, team)
        return _measured(team, user, person.person_id)


def _report(actor: Actor, team: Team) -> None:
    save_view(actor=actor, team=team, name="Halvår", query="")
    for period in (year_before(YEAR), YEAR):
        start_report(actor=actor, team=team, period=period)
        for number in range(1, 10):
            place = f"{number}.analysis"
            save_text(actor=actor, team=team, period=period, place=place, body=TEXT, expected_version=0)
    for finding in write_report(actor, team, YEAR, Choices()).findings:
        if finding.severity is not Severity.NOTE:
            answer_check(actor=actor, team=team, period=YEAR, finding=finding, reason="Så står det.")


def _measured(team: Team, user: User, person_id: int) -> Measured:
    today = timezone.localdate()
    sessions = GroupSession.objects.filter(team=team, group_id=10 * team.pk + 1, on_day__lt=today)
    group = Group.objects.get(pk=10 * team.pk + 1)
    placed = (
        Placement.objects.filter(team=team, superseded_at__isnull=True, form="work_training")
        .filter(
            stay__exited_on__isnull=True, started_on__lte=today, series__in=CheckIn.objects.values("series")
        )
        .filter(stay__person__assignments__coach_id=user.pk, stay__person__assignments__valid_to__isnull=True)
        .select_related("stay")
        .latest("started_on", "pk")
    )
    employer = Employer.objects.get(team=team, name=placed.employer)
    return Measured(
        team=team,
        user=user,
        person_id=person_id,
        session=sessions.latest("on_day").series,
        group_id=group.pk,
        placed_id=placed.stay.person_id,
        placement=placed.series,
        employer_id=employer.pk,
    )
