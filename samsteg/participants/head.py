"""What stands in the head of every page of a person, read along with who the person is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import still_at_work
from samsteg.access.team_consents import to_the_team
from samsteg.accounts.names import name_of
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import days_on, paused_days, queue_start, status_on
from samsteg.participants.models import ScaleReading

COLUMNS = (
    "queue_on",
    "status",
    "days",
    "paused",
    "coach",
    "team_consents",
    "readings",
    "enrolled_on",
    "exited_on",
)
READINGS = 8  # as many as a small curve tells of


@dataclass(frozen=True, slots=True)
class TeamConsent:
    """A consent that lets the team see the record; `ended_on` is empty for one that nobody has ended."""

    signed_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    ended_as: str
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PersonHead:
    """Of the newest stay. `queue_on`, `status` and `days` as in the list; `consents` newest first.

    `paused_days`: of the time in the queue, not among `days`.

    `scale` holds the days and the person's own numbers of the team's own record, oldest first.
    """

    status: Status
    queue_on: dt.date | None
    enrolled_on: dt.date | None
    exited_on: dt.date | None
    days: int | None
    paused_days: int
    coach: str
    consents: tuple[TeamConsent, ...]
    scale: tuple[tuple[dt.date, int], ...]


def head_columns(team: Team, on: dt.date) -> tuple[dict[str, Any], ...]:
    """Columns of a stay, in the order in which they need each other."""
    of_person: dict[str, Any] = {"team_id": team.pk, "person_id": OuterRef("person_id")}
    coaches = CoachAssignment.objects.filter(still_at_work(), **of_person, valid_to__isnull=True).values(
        name=name_of("coach_id")
    )
    consent = JSONObject(
        signed=F("signed_on"),
        first=F("valid_from"),
        after=F("valid_to"),
        ended=F("ended_as"),
        ended_at=F("ended_at"),
    )
    consents = to_the_team(team.pk).filter(person_id=OuterRef("person_id")).reverse()
    readings = ScaleReading.objects.current().filter(**of_person, source_authority__isnull=True)
    reading = JSONObject(on=F("read_on"), own=F("own"))
    newest = readings.order_by("-read_on", "-recorded_at", "-pk").values(told=reading)[:READINGS]
    return (
        {"queue_on": queue_start(team)},
        {"status": status_on(on)},
        {
            "days": days_on(on),
            "paused": paused_days(on),
            "coach": Subquery(coaches[:1]),
            "team_consents": ArraySubquery(consents.values(told=consent)),
            "readings": ArraySubquery(newest),
        },
    )


def head_among(held: Mapping[str, Any]) -> PersonHead:
    """By the values of COLUMNS."""
    return PersonHead(
        status=Status(held["status"]),
        queue_on=held["queue_on"],
        enrolled_on=held["enrolled_on"],
        exited_on=held["exited_on"],
        days=held["days"],
        paused_days=held["paused"],
        coach=held["coach"] or "",
        consents=tuple(_consent(one) for one in held["team_consents"]),
        scale=tuple((dt.date.fromisoformat(one["on"]), one["own"]) for one in reversed(held["readings"])),
    )


def _consent(told: Mapping[str, str]) -> TeamConsent:
    ended_at = told["ended_at"]
    return TeamConsent(
        signed_on=dt.date.fromisoformat(told["signed"]),
        valid_from=dt.date.fromisoformat(told["first"]),
        valid_to=dt.date.fromisoformat(told["after"]),
        ended_as=told["ended"],
        ended_on=timezone.localdate(dt.datetime.fromisoformat(ended_at)) if ended_at else None,
    )
