"""`samsteg practice` and the reports of `samsteg start`: done once, done again only when something has changed."""

from __future__ import annotations

import datetime as dt
import io
import stat
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.practice import SLUG
from samsteg.access.consent_models import Consent
from samsteg.access.models import CoachAssignment
from samsteg.access.operator import make_operator
from samsteg.access.selectors import actor_for
from samsteg.access.shared_with import shared_with
from samsteg.accounts.models import User
from samsteg.audit.models import Source
from samsteg.cli.practice_loader import CASES, LOGINS, PRACTICE_FILE, load_practice
from samsteg.cli.practice_reports import write_reports
from samsteg.core.context import acting, set_context
from samsteg.core.errors import Refused
from samsteg.exchange.importing import actor_in_team, import_file
from samsteg.organisation.models import Team
from samsteg.participants.models import PlanText, Stay
from samsteg.participants.represented import list_in_part
from samsteg.reports.models import ReportText
from samsteg.statistics.consistency import Severity, check
from samsteg.statistics.figures import figures
from samsteg.statistics.published import published_figures
from samsteg.statistics.values import Period

pytestmark = pytest.mark.django_db
SLUGS = {SLUG, *CASES}


@pytest.fixture(autouse=True)
def operator() -> User:
    make_operator(using="default")
    return User.objects.get(username="operator")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def sources(user: User) -> int:
    count = 0
    for team in Team.objects.filter(slug__in=SLUGS):
        with acting(actor_in_team(user, team)):
            count += Source.objects.filter(team_id=team.pk).count()
    return count


def test_three_teams_and_a_user_of_each_role_that_can_sign_in(operator: User, folder: Path) -> None:
    out = run("practice")
    assert set(Team.objects.values_list("slug", flat=True)) == SLUGS
    logins = dict(line.split() for line in (folder / LOGINS).read_text().splitlines())
    assert list(logins) == ["coach", "lead", "representative", "referrer", "officer", "steering", "admin"]
    actors = {}
    for name, password in logins.items():
        assert len(password) >= 12 and password in out
        assert User.objects.get(username=name).check_password(password)
        actors[name] = actor_for(User.objects.get(username=name))
        set_context(None)
    own = Team.objects.get(slug=SLUG).pk
    assert {name: len(actor.roles) for name, actor in actors.items() if actor.roles} == {
        "coach": 3,
        "lead": 3,
        "representative": 1,
    }
    assert actors["officer"].governed_ids == {own}
    assert dict(actors["steering"].outer_roles) == {own: {"steering"}}
    assert dict(actors["referrer"].outer_roles) == {own: {"referrer"}}
    assert actors["admin"].offices == {"system_admin"}
    for name in (LOGINS, PRACTICE_FILE):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_the_second_time_changes_nothing(operator: User, folder: Path) -> None:
    first = run("practice")
    passwords, written = (folder / LOGINS).read_text(), sources(operator)
    second = run("practice")
    assert (folder / LOGINS).read_text() == passwords
    assert sources(operator) == written == 3
    assert first != second


def test_the_coach_sees_those_who_consented_and_the_own_ones_not_all(operator: User, folder: Path) -> None:
    loaded = load_practice(operator, folder)
    team = Team.objects.get(slug=SLUG)
    with acting(actor_in_team(User.objects.get(username="coach"), team)) as actor:
        seen = Stay.objects.visible_to(actor).in_team(team.pk).count()
        everybody = Stay.objects.in_team(team.pk).count()
        planned = set(PlanText.objects.filter(team=team).values_list("person_id", flat=True))
        own = CoachAssignment.objects.filter(team=team, coach_id=actor.user_id, valid_to__isnull=True)
        assert planned and planned <= set(own.values_list("person_id", flat=True))
    assert 0 < seen < everybody
    assert loaded.participants  # somebody with a plan and a meeting ahead can log in to the own page


def test_the_representative_sees_some_in_part_and_none_whole(operator: User, folder: Path) -> None:
    """Four of the eight: one took the consent back, one is over, two have told other authorities alone."""
    load_practice(operator, folder)
    team = Team.objects.get(slug=SLUG)
    with acting(actor_in_team(operator, team)):
        given = list(Consent.objects.filter(team=team, recipients__isnull=False).distinct())
    assert {one.ended_as for one in given} == {"", "withdrawn"}
    assert any(one.valid_to <= timezone.localdate() for one in given if not one.ended_as)
    representative = actor_for(User.objects.get(username="representative"))
    set_context(None)
    with acting(representative):
        seen = list_in_part(actor=representative, team=team)
        shared = shared_with(representative, team, [one.person_id for one in seen.rows])
        assert Stay.objects.visible_to(representative).count() == 0
    assert seen.total == 4
    assert all(shared.values())
    assert {len(held.categories) for one in shared.values() for held in one} == {2, 3}
    again = load_practice(operator, folder)
    assert again.logins
    with acting(actor_in_team(operator, team)):
        assert Consent.objects.filter(team=team, recipients__isnull=False).distinct().count() == len(given)


def test_every_figure_of_the_practice_team_agrees(operator: User, folder: Path) -> None:
    """In each of three years, also with what its earlier reports are said to have printed."""
    load_practice(operator, folder)
    team = Team.objects.get(slug=SLUG)
    for years_back in (1, 2, 3):
        year = timezone.localdate().year - years_back
        period = Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
        with acting(actor_in_team(operator, team)) as actor:
            published = published_figures(actor, team, period)
            found = check(figures(actor, team, period), published)
        assert len(published) >= 3, year
        assert [finding for finding in found if finding.severity is not Severity.NOTE] == [], year


def test_another_day_adds_what_has_happened_and_removes_nothing(operator: User, folder: Path) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)):
        load_practice(operator, folder)
    before = sources(operator)
    team = Team.objects.get(slug=SLUG)
    with acting(actor_in_team(operator, team)) as actor:
        stays = set(Stay.objects.in_team(team.pk).values_list("own_id", flat=True))
    with time_machine.travel(dt.datetime(2026, 12, 14, 12, tzinfo=dt.UTC)):
        load_practice(operator, folder)
    with acting(actor):
        now = set(Stay.objects.in_team(team.pk).values_list("own_id", flat=True))
    assert sources(operator) == before + 1
    assert stays < now


def test_what_a_user_has_read_in_is_left_alone(operator: User, folder: Path) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)):
        load_practice(operator, folder)
    mine = folder / "mine.csv"
    mine.write_text("Ärende;Kön;Född;Inskriven\nEGEN-1;K;1990;2026-11-01\n")
    outcome = import_file(
        user=operator,
        path=_as_sheet(mine, folder),
        slug=SLUG,
        dry_run=False,
        leave_out_wrong=False,
        place="test",
    )
    assert outcome.written == 1
    before = sources(operator)
    with time_machine.travel(dt.datetime(2026, 12, 14, 12, tzinfo=dt.UTC)):
        load_practice(operator, folder)
    assert sources(operator) == before


def _as_sheet(path: Path, folder: Path) -> Path:
    """A single sheet as CSV is known by its name."""
    target = folder / "Ärenden.csv"
    path.rename(target)
    return target


def test_only_the_operator_loads_practice_data(folder: Path) -> None:
    other = User.objects.create(username="somebody")
    with pytest.raises(Refused, match="operator"):
        load_practice(other, folder)
    with pytest.raises(CommandError):
        run("practice", "--as", "somebody")


def test_reports_are_written_once_and_again_when_a_text_has_changed(operator: User, folder: Path) -> None:
    loaded = load_practice(operator, folder)
    files = write_reports(operator, loaded.teams, folder)
    assert {path.suffix for path in files} == {".docx", ".pdf"} and len(files) == 6
    assert folder / "rapport-kraften-hedemora-2025-01-01-2025-12-31.pdf" in files
    assert folder / "rapport-samverkansteamet-sater-2021-07-01-2022-06-30.docx" in files
    first = {path: path.stat().st_ino for path in files}
    assert {path: path.stat().st_ino for path in write_reports(operator, loaded.teams, folder)} == first
    _write_text(operator, Team.objects.get(slug="kraften-hedemora"))
    now = {path: path.stat().st_ino for path in write_reports(operator, loaded.teams, folder)}
    assert {path.name for path in now if now[path] != first[path]} == {
        "rapport-kraften-hedemora-2025-01-01-2025-12-31.docx",
        "rapport-kraften-hedemora-2025-01-01-2025-12-31.pdf",
    }


def _write_text(user: User, team: Team) -> None:
    with acting(actor_in_team(user, team)) as actor:
        values: dict[str, Any] = {"updated_by_id": actor.user_id, "updated_at": timezone.now()}
        ReportText.objects.create(
            team=team,
            period_from=team.report_from,
            period_to=team.report_to,
            place="1.analysis",
            body="Fler kom i augusti.",
            **values,
        )
