"""The team's definitions are dated: a change counts from its day, and old figures keep what was known."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from samsteg.access.operator import make_operator
from samsteg.audit.enums import SourceKind
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team, TeamSettings
from samsteg.organisation.selectors import settings_at
from samsteg.organisation.settings import Settings
from samsteg.statistics.figures import figures
from samsteg.statistics.services import change_settings
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_stay, make_team

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@pytest.fixture
def team() -> Team:
    return make_team()


def change(team: Team, valid_from: dt.date, **changes: object) -> Settings:
    with acting(lead(team)) as actor:
        return change_settings(
            actor=actor, team=team, valid_from=valid_from, changes=changes, kind=SourceKind.COMMAND
        )


def test_another_result_definition_moves_the_results_from_its_day(team: Team) -> None:
    enrolled_on = dt.date(2023, 1, 1)
    make_stay(
        team, enrolled_on=enrolled_on, exited_on=dt.date(2024, 3, 1), exit_reason="sickness_compensation"
    )
    change(team, dt.date(2025, 1, 1), result_definition=["work", "sickness_compensation"])
    with acting(lead(team)) as actor:
        assert figures(actor, team, YEAR)["results.count"].value == 0
    change(team, dt.date(2024, 6, 1), result_definition=["work", "sickness_compensation"])
    with acting(lead(team)) as actor:
        assert figures(actor, team, YEAR)["results.count"].value == 1


def test_what_is_not_named_stays_and_a_correction_supersedes(team: Team) -> None:
    day = dt.date(2024, 1, 1)
    change(team, day, report_template="grund", age_bands=[[16, 29], [30, 64]])
    change(team, day, result_definition=["work"])
    with acting(lead(team)):
        assert settings_at(team, day).age_bands == ((16, 29), (30, 64))
        assert settings_at(team, dt.date(2023, 12, 31)) == Settings()
        rows = TeamSettings.objects.filter(team=team).order_by("recorded_at")
        assert [row.superseded_at is None for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("result_definition", ["arbete"]),
        ("result_definition", []),
        ("result_definition", "work"),
        ("age_bands", [[18, 30], [32, 64]]),
        ("age_bands", [[30, 18]]),
        ("age_bands", "18-30"),
        ("referrer_groups", {"Region": ["psychiatry", "vården"]}),
        ("referrer_groups", {"Region": ["psychiatry"], "Vård": ["psychiatry"]}),
        ("colour", "red"),
    ],
)
def test_settings_that_cannot_be_are_refused(team: Team, name: str, value: object) -> None:
    with pytest.raises(Refused):
        change(team, dt.date(2024, 1, 1), **{name: value})


def test_a_coach_may_not_change_them(team: Team) -> None:
    with acting(coach(team)) as actor, pytest.raises(PermissionRefused):
        change_settings(
            actor=actor,
            team=team,
            valid_from=YEAR.first,
            changes={"report_template": "grund"},
            kind=SourceKind.PAGE,
        )


def test_the_command_shows_and_changes(team: Team) -> None:
    make_operator(using="default")
    out = io.StringIO()
    arguments = ("settings", team.slug, "--valid-from", "2024-01-01")
    call_command(
        *arguments, "--set", 'referrer_groups={"Region": ["psychiatry", "primary_care"]}', stdout=out
    )
    assert json.loads(out.getvalue())["referrer_groups"] == {"Region": ["psychiatry", "primary_care"]}
    with pytest.raises(CommandError) as usage:
        call_command(*arguments, "--set", "age_bands", stdout=io.StringIO())
    assert usage.value.returncode == 2
