"""The team's visits as a list: all that the reader may know of, whatever has become of them.

Names are opened for the rows that are shown, or for all of them when a search or the order asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.accounts.names import name_of
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.untold import untold_on
from samsteg.people.keys import key_ring
from samsteg.people.names import NAME_COLUMNS, PersonName, called, open_name

MOST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVisit:
    """`is_untold`: its day has passed and it still asks how it was. `started_on`: the day of enrolment that it led to.

    `visit_id` None: of this study visit only the day is known, as a workbook or the way tells it.
    `title` and `order`, by which it is sorted, are empty until they are opened.
    """

    visit_id: int | None
    person_id: int
    own_id: str
    kind: str
    form: str
    on: dt.date
    at: dt.time | None
    referrer: str
    with_referrer: bool
    host_id: int | None
    host: str
    state: str
    changed_by: str
    outcome: str
    is_untold: bool
    is_coming: bool
    started_on: dt.date | None
    name: tuple[Any, Any, Any] = field(repr=False)
    title: str = ""
    order: str = ""


def list_visits(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[ListedVisit]:
    """What has no answer, the oldest first; then what comes, the nearest first; then the rest, the newest first.

    A moved one is told of where it was moved to, and a study visit of which only the day is known stands among those
    that were held. Protected persons are in no list. The caller logs whom it shows.
    Raises PermissionRefused.
    """
    require(actor, "visits.view", team)
    day = on or timezone.localdate()
    found = [_row(row, day) for row in _listed(actor, team, day)]
    been = [one for one in found if not one.is_untold and not one.is_coming]
    been += [_day_only(row) for row in _days_only(actor, team)]
    return [
        *reversed([one for one in found if one.is_untold]),
        *reversed([one for one in found if one.is_coming]),
        *sorted(been, key=moment_of, reverse=True),
    ]


def moment_of(one: ListedVisit) -> tuple[dt.date, dt.time, int, int]:
    """Sorts by when it was."""
    return one.on, one.at or dt.time.min, one.visit_id or 0, one.person_id


def _row(told: tuple[Any, ...], day: dt.date) -> ListedVisit:
    values = dict(zip(COLUMNS.values(), told[: len(COLUMNS)], strict=True))
    name = told[len(COLUMNS) :]
    is_coming = values["state"] == VisitState.BOOKED and values["on"] >= day
    return ListedVisit(**values, is_coming=is_coming, name=(name[0], name[1], name[2]))


# What is asked for, and what it is called here.
COLUMNS: Final = {
    "pk": "visit_id",
    "person_id": "person_id",
    "stay__own_id": "own_id",
    "kind": "kind",
    "form": "form",
    "on_day": "on",
    "starts_at": "at",
    "stay__referrer": "referrer",
    "with_referrer": "with_referrer",
    "host_id": "host_id",
    "host": "host",
    "state": "state",
    "changed_by": "changed_by",
    "outcome": "outcome",
    "is_untold": "is_untold",
    "stay__enrolled_on": "started_on",
}


@KeptRows
def _listed(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """The newest day first."""
    rows: QuerySet[Any, tuple[Any, ...]] = (
        Visit.objects.in_team(team.pk)
        .visible_to(actor)
        .exclude(state=VisitState.MOVED)
        .annotate(host=name_of("host_id"), is_untold=ExpressionWrapper(untold_on(day), BooleanField()))
        .order_by("-on_day", "-starts_at", "-pk")
        .values_list(*COLUMNS, *NAME_COLUMNS)
    )
    return rows[:MOST]


def _day_only(told: tuple[Any, ...]) -> ListedVisit:
    person_id, own_id, on, referrer, started_on, *name = told
    return ListedVisit(
        visit_id=None,
        person_id=person_id,
        own_id=own_id,
        kind=VisitKind.STUDY_VISIT,
        form="",
        on=on,
        at=None,
        referrer=referrer,
        with_referrer=False,
        host_id=None,
        host="",
        state=VisitState.HELD,
        changed_by="",
        outcome="",
        is_untold=False,
        is_coming=False,
        started_on=started_on,
        name=(name[0], name[1], name[2]),
    )


@KeptRows
def _days_only(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    """Study visits that count and that no visit of that day tells of; the newest first."""
    told = Visit.objects.filter(
        team_id=OuterRef("team_id"),
        stay_id=OuterRef("pk"),
        on_day=OuterRef("study_visit_on"),
        kind=VisitKind.STUDY_VISIT,
        state=VisitState.HELD,
    )
    rows: QuerySet[Any, tuple[Any, ...]] = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(~Exists(told), study_visit_on__isnull=False)
        .order_by("-study_visit_on", "-pk")
        .values_list("person_id", "own_id", "study_visit_on", "referrer", "enrolled_on", *NAME_COLUMNS)
    )
    return rows[:MOST]


def opened(rows: Sequence[ListedVisit]) -> list[ListedVisit]:
    """With names, which came along with the rows. Raises KeyProblem on wrong keys."""
    ring = key_ring() if rows else None
    return [_opened(one, open_name(one.person_id, one.name, ring)) for one in rows]


def _opened(one: ListedVisit, name: PersonName) -> ListedVisit:
    return replace(one, title=called(name, one.own_id), order=name.order or one.own_id.casefold())
