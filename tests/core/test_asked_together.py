"""Kept questions that are asked in one statement: the same rows, of the same types, behind the same wall."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    DateField,
    DecimalField,
    DurationField,
    F,
    JSONField,
    QuerySet,
    TimeField,
    UUIDField,
    Value,
)
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.kept_questions import KeptRows, KeptStatement, asked_together, moment
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from tests.core.test_kept_questions import own_ids, two_teams  # noqa: F401
from tests.factories import lead

pytestmark = pytest.mark.django_db

Kept = KeptRows[..., Any]


def every_kind(team: Team) -> QuerySet[Any, dict[str, Any]]:
    """A value of every kind that a column has."""
    noon = dt.datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=dt.UTC)
    stays = Stay.objects.filter(team=team).values("pk").order_by("pk")
    rows: QuerySet[Any, dict[str, Any]] = stays.values(
        "own_id",
        "enrolled_on",
        "exited_on",
        moment=Value(noon),
        time=Value(dt.time(8, 30), TimeField()),
        day=Value(dt.date(1952, 2, 29), DateField()),
        series=Value(uuid.UUID(int=7), UUIDField()),
        yes=Value(True, BooleanField()),
        share=Value(Decimal("0.30"), DecimalField(max_digits=5, decimal_places=2)),
        length=Value(dt.timedelta(days=3, seconds=2), DurationField()),
        sealed=Value(b"\x00\xff'%s", BinaryField()),
        told=Value({"å": [1, None, "%"]}, JSONField()),
        both=JSONObject(own="own_id", on="enrolled_on"),
        many=ArraySubquery(Stay.objects.filter(team_id=team.pk).order_by("-pk").values("own_id")),
        objects=ArraySubquery(
            Stay.objects.filter(team_id=team.pk).order_by("-pk").values(one=JSONObject(own="own_id"))
        ),
        nothing=Value(None, DateField()),
    )
    return rows


def whole(team: Team) -> QuerySet[Stay, Stay]:
    return Stay.objects.filter(team=team).select_related("team").order_by("-pk")


def events(team: Team) -> QuerySet[StayEvent, StayEvent]:
    return StayEvent.objects.filter(team=team, recorded_at__lte=moment()).annotate(of=F("stay__own_id"))


def numbers(team: Team) -> tuple[str, Sequence[Any]]:
    return "SELECT own_id, %s FROM participants_stay WHERE team_id = %s ORDER BY 1 DESC", (3.5, team.pk)


def alike(first: Any, second: Any) -> bool:
    """Also of the same types."""
    if isinstance(first, Stay | StayEvent):
        return alike(_values(first), _values(second))
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(alike(first[name], second[name]) for name in first)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(alike, first, second))
    return bool(first == second) and type(first) is type(second)


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_the_rows_are_those_of_each_question_alone(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    team, other = two_teams
    kept = [KeptRows(every_kind), KeptRows(whole), KeptRows(events), KeptStatement(numbers)]
    with acting(lead(*two_teams)):
        alone = [[question(one) for question in kept] for one in two_teams]
        ahead = [question.ahead(one) for one in two_teams for question in kept]
        with asked_together(*ahead), CaptureQueriesContext(connection) as asked:
            together = [[question(one) for question in kept] for one in two_teams]
    assert len(asked) == 0
    assert all(alone[0])
    assert alike(alone, together)
    assert [stay.own_id for stay in together[0][1]] == [f"a%s {number}" for number in (2, 1, 0)]
    assert [stay.team.slug for stay in together[1][1]] == [other.slug]


def test_one_statement_asks_all(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    kept, actor = KeptRows(own_ids), lead(*two_teams)
    with acting(actor):
        kept.ahead(actor, two_teams[0])
        with (
            CaptureQueriesContext(connection) as asked,
            asked_together(*(kept.ahead(actor, team) for team in two_teams)),
        ):
            assert [kept(actor, team) for team in two_teams] == [["a%s 0", "a%s 1", "a%s 2"], ["b"]]
    assert len(asked) == 1


def test_a_second_time_it_is_asked_anew(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    kept, actor = KeptRows(own_ids), lead(*two_teams)
    with acting(actor), asked_together(kept.ahead(actor, two_teams[1])):
        assert kept(actor, two_teams[1]) == ["b"]
        with CaptureQueriesContext(connection) as asked:
            assert kept(actor, two_teams[1]) == ["b"]
    assert len(asked) == 1


def test_other_arguments_are_not_answered_with_those_rows(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    kept, actor = KeptRows(own_ids), lead(*two_teams)
    with acting(actor):
        with asked_together(kept.ahead(actor, two_teams[0])):
            assert kept(actor, two_teams[1]) == ["b"]
            assert kept(Actor(user_id=7, username="x"), two_teams[0]) == []
        with CaptureQueriesContext(connection) as asked:
            assert len(kept(actor, two_teams[0])) == 3  # what nobody asked for is forgotten
    assert len(asked) == 1


def test_row_level_security_holds_for_all_of_them(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    kept, both = KeptRows(own_ids), lead(*two_teams)
    with acting(lead(two_teams[0])), asked_together(*(kept.ahead(both, team) for team in two_teams)):
        assert [len(kept(both, team)) for team in two_teams] == [3, 0]


def test_one_that_is_always_empty_and_none_at_all(two_teams: tuple[Team, Team]) -> None:  # noqa: F811
    nobody: Kept = KeptRows(lambda team: Stay.objects.filter(team=team).none())
    with acting(lead(*two_teams)), CaptureQueriesContext(connection) as asked:
        with asked_together(nobody.ahead(two_teams[0])):
            assert nobody(two_teams[0]) == []
        with asked_together():
            pass
    assert len(asked) == 0
