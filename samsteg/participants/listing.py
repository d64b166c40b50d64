"""What the list of participants is filtered and sorted by, as SQL over stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Lower, NullIf

from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.models import QueuePause, Stay

# A stay whose facts have all been closed (an import undone) is no participant.
HAPPENED = (
    Q(referred_on__isnull=False)
    | Q(study_visit_on__isnull=False)
    | Q(mission_received_on__isnull=False)
    | Q(enrolled_on__isnull=False)
)
ONGOING = (Status.ENROLLED, Status.QUEUE, Status.REFERRED)
UNALLOCATED = Q(coach="", status__in=ONGOING)
GOES_ON = Q(exited_on__isnull=True, not_enrolled_on__isnull=True)  # nothing ends it, also not a day ahead
BEGAN_ON = Coalesce("enrolled_on", "mission_received_on", "referred_on", "study_visit_on")
# The stay that tells of a person: one that has begun and not ended, however new a referral beside it; else the newest.
HAS_BEGUN = Case(When(enrolled_on__isnull=False, exited_on__isnull=True, then=Value(0)), default=Value(1))
NEWEST = (HAS_BEGUN, BEGAN_ON.desc(), "-pk")
BORN = Coalesce(
    "born_on", Func(F("birth_year"), Value(7), Value(1), function="make_date"), output_field=DateField()
)


class Sort(StrEnum):
    """ACT: what asks for something first. AGE: the youngest first."""

    ACT = "act"
    NAME = "name"
    OWN_ID = "own_id"
    SEX = "sex"
    AGE = "age"
    COACH = "coach"
    REFERRER = "referrer"
    ENROLLED = "enrolled"
    DAYS = "days"
    STATUS = "status"


def queue_start(team: Team) -> Any:
    """The day a stay's queue time begins: with the mission; in a team that notes none, with the referral (figures)."""
    noted = Stay.objects.in_team(team.pk).filter(mission_received_on__isnull=False)
    return Case(When(Exists(noted), then=F("mission_received_on")), default=F("referred_on"))


def status_on(day: dt.date) -> Case:
    """Needs `queue_on`. A day that has not come yet has not happened."""
    return Case(
        When(exited_on__lte=day, then=Value(Status.EXITED.value)),
        When(enrolled_on__lte=day, then=Value(Status.ENROLLED.value)),
        When(not_enrolled_on__lte=day, then=Value(Status.NOT_ENROLLED.value)),
        When(queue_on__lte=day, then=Value(Status.QUEUE.value)),
        default=Value(Status.REFERRED.value),
        output_field=CharField(),
    )


def open_twice(team: Team) -> QuerySet[Stay, int]:
    """Persons of the team with several stays that go on at once, as a workbook or two hands at once may leave them."""
    going = Stay.objects.in_team(team.pk).filter(HAPPENED, GOES_ON).order_by().values("person_id")
    return going.annotate(n=Count("pk")).filter(n__gt=1).values_list("person_id", flat=True)


class DaysBetween(Func):
    """date - date: whole days in PostgreSQL."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()


def _day(day: dt.date) -> Cast:
    return Cast(Value(day), DateField())


class DaysCovered(Func):
    """Of an array of spans that may overlap, as range_agg gives them: how many days they cover, each once."""

    template = (
        "(SELECT COALESCE(SUM(upper(span) - lower(span)), 0)::int FROM unnest(%(expressions)s) AS span)"
    )
    output_field = IntegerField()


def paused_days(day: dt.date) -> DaysCovered:
    """Days of the queue time up to the day that fall in a pause. Needs `queue_on`.

    The end of a pause is the first day that counts again. The figures count in the same way.
    """
    begins = Greatest("started_on", OuterRef("queue_on"))
    pauses = QueuePause.objects.filter(
        superseded_at__isnull=True, team_id=OuterRef("team_id"), stay_id=OuterRef("pk"), started_on__lt=day
    ).annotate(begins=begins, ends=Least(Coalesce("ended_on", _day(day)), _day(day)))
    span = Func("begins", "ends", function="daterange", output_field=DateRangeField())
    covered = Func(span, function="range_agg", output_field=DateRangeField())
    held = pauses.filter(ends__gt=F("begins")).order_by().values("stay_id")
    return DaysCovered(Subquery(held.annotate(covered=covered).values("covered")))


def waited_days(day: dt.date) -> CombinedExpression:
    """Days in the queue up to the day, without pauses: what every page tells. Needs `queue_on`."""
    return DaysBetween(_day(day), F("queue_on")) - paused_days(day)


def days_on(day: dt.date) -> Case:
    today = _day(day)
    return Case(
        When(status=Status.EXITED, then=DaysBetween(F("exited_on"), F("enrolled_on"))),
        When(status=Status.ENROLLED, then=DaysBetween(today, F("enrolled_on"))),
        When(status=Status.QUEUE, then=waited_days(day)),
        default=None,
        output_field=IntegerField(),
    )


class Natural(Func):
    """K-2 before K-10: runs of digits are compared as numbers, the rest without regard to case."""

    template = (
        "ARRAY(SELECT CASE WHEN part[1] ~ '^[0-9]' THEN lpad(part[1], 80, '0') ELSE lower(part[1]) END"
        " FROM regexp_matches(%(expressions)s, '[0-9]+|[^0-9]+', 'g') AS part)"
    )
    output_field = CharField()


def rank(codes: Sequence[Status]) -> Case:
    return Case(
        *(When(status=code, then=Value(number)) for number, code in enumerate(codes)),
        output_field=IntegerField(),
    )


# An empty value comes last, whichever way the column is sorted. Young is late birth, so AGE turns the order round.
KEYS: dict[Sort, list[Any]] = {
    Sort.ACT: [Case(When(is_unallocated=True, then=Value(0)), default=Value(1)), rank(list(Status))],
    Sort.NAME: [Natural("own_id")],  # after the names, which are sealed: see selectors
    Sort.OWN_ID: [Natural("own_id")],
    Sort.SEX: [NullIf("sex", Value(""))],
    Sort.AGE: [DaysBetween(Cast(Value(dt.date(2200, 1, 1)), DateField()), BORN)],
    Sort.COACH: [NullIf(Lower("coach"), Value(""))],
    Sort.REFERRER: [NullIf("referrer", Value(""))],
    Sort.ENROLLED: [F("enrolled_on")],
    Sort.DAYS: [F("days")],
    Sort.STATUS: [rank(list(Status))],
}
