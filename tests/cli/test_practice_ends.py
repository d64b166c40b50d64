"""The practice team's people have somebody responsible, and a planned end that is decided on again when it comes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from demo.practice import practice_workbook
from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.cli.practice_ends import UNDECIDED, plan_practice_ends
from samsteg.core.context import acting
from samsteg.exchange.columns import SheetName
from samsteg.participants.way.enums import ExtensionReason
from samsteg.participants.way.models import PlannedEnd
from tests.factories import lead, make_person, make_stay, make_team

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("ahead", [0, 100, 250])
def test_whoever_has_been_here_two_months_has_a_coach(ahead: int) -> None:
    today = TODAY + ahead * DAY
    rows = practice_workbook(today)[SheetName.STAYS]
    here = [row for row in rows if row.get("enrolled_on") and not row.get("exited_on")]
    settled = [row for row in here if row["enrolled_on"] <= today - 60 * DAY]
    assert len(settled) > 10
    assert all(row["coach"] in ("coach", "lead") for row in settled)
    assert any(not row.get("coach") for row in rows)  # somebody is left to allocate


@pytest.mark.django_db
def test_planned_ends_are_decided_once_and_one_in_five_waits() -> None:
    make_operator(using="default")
    operator = User.objects.get(username="operator")
    team = make_team()
    stays = [
        make_stay(team, person=make_person(team, own_id=f"OVNING-{number}"), enrolled_on=TODAY - back * DAY)
        for number, back in enumerate((400, 400, 1000, 20))
    ]
    real = make_stay(team, person=make_person(team, own_id="K-1"), enrolled_on=TODAY - 400 * DAY)
    assert len(stays) - 1 < UNDECIDED
    assert plan_practice_ends(operator, team) == 1 + 2 + 5 + 1
    with acting(lead(team)):
        ends = PlannedEnd.objects.filter(team=team).order_by("decided_on")
        newest = {row.stay_id: row for row in ends}
        assert real.pk not in newest
        past = [stay.pk for stay in stays if newest[stay.pk].planned_on <= TODAY]
        assert past == [stays[0].pk]
        assert newest[stays[3].pk].planned_on == TODAY - 20 * DAY + 365 * DAY
        assert {row.reason for row in ends if row.decided_on > TODAY - 390 * DAY} > {ExtensionReason.USUAL}
        assert all(row.decided_on <= TODAY for row in ends)
    assert plan_practice_ends(operator, team) == 0
