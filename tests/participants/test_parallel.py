"""Efforts and studies beside the team: facts that figures count, changed and taken back without being written over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.participants.enums import ParallelKind
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.parallel import (
    EffortRefused,
    StaleEffort,
    category_of_effort,
    efforts_of,
    save_effort,
    stay_now,
    take_back_effort,
)
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.factories import (
    change_stay,
    coach,
    lead,
    make_authority,
    make_consent,
    make_stay,
    make_team,
    representative,
)

pytestmark = pytest.mark.django_db
START, TODAY = dt.date(2025, 2, 1), timezone.localdate()
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture
def stay() -> Stay:
    stay = make_stay(make_team(), enrolled_on=START)
    make_consent(stay.team, stay.person_id)
    return stay


def save(
    stay: Stay,
    code: str = "adult_education",
    started_on: dt.date = START,
    ended_on: dt.date | None = None,
    expected_id: int = 0,
    who: Actor | None = None,
) -> None:
    who = who or coach(stay.team)
    with acting(who):
        save_effort(
            actor=who,
            team=stay.team,
            person_id=stay.person_id,
            stay_id=stay.pk,
            code=code,
            started_on=started_on,
            ended_on=ended_on,
            expected_id=expected_id,
        )


def read(stay: Stay, who: Actor | None = None) -> list[tuple[str, dt.date, dt.date | None]]:
    who = who or coach(stay.team)
    with acting(who):
        return [
            (one.code, one.started_on, one.ended_on) for one in efforts_of(who, stay.team, stay.person_id)
        ]


def held(stay: Stay, code: str = "adult_education") -> ParallelEffort:
    with acting(lead(stay.team)):
        return ParallelEffort.objects.get(stay=stay, code=code, superseded_at__isnull=True)


def counted(stay: Stay, as_of: dt.datetime | None = None) -> dict[str, int]:
    with acting(lead(stay.team)):
        found = figures(lead(stay.team), stay.team, YEAR, as_of=as_of)
    return {
        code: int(value.value or 0)
        for code, value in found.items()
        if code.startswith("parallel.") and code.endswith(".people") and value.value
    }


def test_each_kind_is_counted_by_its_own_code_and_as_known_before(stay: Stay) -> None:
    save(stay, "forstarkt_samarbete")
    save(stay)
    between = timezone.now()
    save(stay, "study_help", started_on=dt.date(2026, 1, 5))  # after the period
    now = held(stay)
    with acting(coach(stay.team)) as who:
        take_back_effort(
            actor=who,
            team=stay.team,
            person_id=stay.person_id,
            stay_id=stay.pk,
            code=now.code,
            expected_id=now.pk,
        )
    assert counted(stay) == {"parallel.forstarkt_samarbete.people": 1}
    assert counted(stay, between) == {
        "parallel.forstarkt_samarbete.people": 1,
        "parallel.adult_education.people": 1,
    }


def test_a_change_closes_what_stood_and_the_workbook_leaves_other_kinds_alone(stay: Stay) -> None:
    save(stay)
    first = held(stay)
    save(stay, ended_on=dt.date(2025, 6, 1), expected_id=first.pk)
    change_stay(stay, referrer="soc")  # as the workbook writes: it knows of one kind alone
    assert read(stay) == [("adult_education", START, dt.date(2025, 6, 1))]
    with acting(coach(stay.team)) as who:
        (one,) = efforts_of(who, stay.team, stay.person_id)
    assert one.earlier == ((START, None),)


def test_the_second_of_two_is_told(stay: Stay) -> None:
    save(stay)
    first = held(stay)
    save(stay, ended_on=dt.date(2025, 6, 1), expected_id=first.pk, who=lead(stay.team))
    with pytest.raises(StaleEffort):
        save(stay, ended_on=dt.date(2025, 7, 1), expected_id=first.pk)
    with pytest.raises(EffortRefused, match="redan|already"):
        save(stay, ended_on=dt.date(2025, 7, 1))
    save(stay, ended_on=dt.date(2025, 6, 1))  # sent twice
    assert read(stay) == [("adult_education", START, dt.date(2025, 6, 1))]


@pytest.mark.parametrize(
    ("code", "started_on", "ended_on", "field"),
    [
        ("hopp", START, None, "code"),
        ("study_help", START, START - dt.timedelta(days=1), "ended_on"),
        ("study_help", TODAY + dt.timedelta(days=5000), None, "started_on"),
        ("study_help", START, TODAY + dt.timedelta(days=5000), "ended_on"),
    ],
)
def test_what_cannot_be(
    stay: Stay, code: str, started_on: dt.date, ended_on: dt.date | None, field: str
) -> None:
    with pytest.raises(EffortRefused) as refused:
        save(stay, code, started_on, ended_on)
    assert refused.value.field == field


def test_a_representative_knows_what_the_category_opens(stay: Stay) -> None:
    for code in ("forstarkt_samarbete", "adult_education", "treatment", "social_support"):
        save(stay, code)
    board = make_authority()
    make_consent(stay.team, stay.person_id, board, categories=["studies", "social"])
    them = representative(stay.team, board)
    assert {code for code, *_days in read(stay, them)} == {"adult_education", "social_support"}
    with pytest.raises(PermissionRefused):
        save(stay, "study_help", who=them)


def test_every_kind_tells_of_something() -> None:
    assert {category_of_effort(kind) for kind in ParallelKind} == {
        DataCategory.PLANNING,
        DataCategory.STUDIES,
        DataCategory.HEALTH,
        DataCategory.SOCIAL,
    }


def test_anothers_stay_is_not_found(stay: Stay) -> None:
    other = make_stay(stay.team)
    who = coach(stay.team)
    with pytest.raises(NotVisible):
        save(other)
    with acting(who), pytest.raises(NotVisible):
        save_effort(
            actor=who,
            team=stay.team,
            person_id=stay.person_id,
            stay_id=other.pk,
            code="study_help",
            started_on=START,
            ended_on=None,
            expected_id=0,
        )
    with acting(who):
        assert stay_now(who, stay.team, stay.person_id).pk == stay.pk
        with pytest.raises(NotVisible):
            stay_now(replace(who, roles={}), stay.team, stay.person_id)
