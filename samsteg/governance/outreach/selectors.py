"""Reading the outreach log: the list of a period, one row, counts, and what other pages show of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.governance.outreach.enums import OutreachState
from samsteg.governance.outreach.models import Enquiry, OutreachActivity
from samsteg.governance.outreach.records import Asked, Counted, OutreachDay
from samsteg.organisation.models import Team

ACT: Final = "outreach.view"
ORDERS: Final = {
    "day": ("on_day", "starts_at"),
    "kind": ("kind",),
    "what": ("what",),
    "whom": ("with_whom",),
    "people": ("people_count",),
    "state": ("state",),
}
MOST_OF_EMPLOYER: Final = 50


def listed(actor: Actor, team: Team, asked: Asked) -> tuple[list[OutreachActivity], int]:
    """The rows to show, and how many there are of them all. Raises PermissionRefused."""
    rows = _chosen(actor, team, asked)
    names = ORDERS.get(asked.order, ORDERS["day"])
    order = [
        F(name).desc(nulls_last=True) if asked.descending else F(name).asc(nulls_last=True) for name in names
    ]
    shown = list(rows.order_by(*order, "-on_day", "-pk")[: asked.count])
    return shown, len(shown) if len(shown) < asked.count else rows.count()


def counted(actor: Actor, team: Team, first: dt.date, last: dt.date) -> Counted:
    """Raises PermissionRefused."""
    rows = _current(actor, team).filter(on_day__range=(first, last)).order_by()
    held = Q(state=OutreachState.HELD)
    by_kind = rows.values("kind", "state").annotate(
        number=Count("pk"),
        people=Sum("people_count", filter=held),
        people_of=Count("people_count", filter=held),
        unheld=Count("pk", filter=Q(state=OutreachState.PLANNED, on_day__lt=timezone.localdate())),
    )
    states: dict[str, int] = {}
    kinds: dict[str, int] = {}
    people = people_of = unheld = 0
    for row in by_kind:
        states[row["state"]] = states.get(row["state"], 0) + row["number"]
        if row["state"] == OutreachState.HELD:
            kinds[row["kind"]] = row["number"]
        people, people_of = people + (row["people"] or 0), people_of + row["people_of"]
        unheld += row["unheld"]
    enquiries = _current_enquiries(actor, team).filter(on_day__range=(first, last)).order_by()
    asked = enquiries.values("enquirer").annotate(number=Sum("enquiry_count"))
    return Counted(
        states, kinds, people, people_of, unheld, {row["enquirer"]: row["number"] for row in asked}
    )


def span_of(actor: Actor, team: Team) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that the log has anything on; None for an empty log."""
    ends = [
        rows.order_by(order).values_list("on_day")[:1]
        for rows in (_current(actor, team), _current_enquiries(actor, team))
        for order in ("on_day", "-on_day")
    ]
    days = [day for (day,) in ends[0].union(*ends[1:])]
    return (min(days), max(days)) if days else None


def enquiries_of(
    actor: Actor, team: Team, first: dt.date, last: dt.date, count: int
) -> tuple[list[Enquiry], int]:
    """Newest first, at most `count`, and how many rows there are."""
    rows = _current_enquiries(actor, team).filter(on_day__range=(first, last))
    shown = list(rows.order_by("-on_day", "-pk")[:count])
    return shown, len(shown) if len(shown) < count else rows.count()


def outreach_of(actor: Actor, team: Team, series: uuid.UUID) -> OutreachActivity:
    """The version that holds, also of one that is taken away. Raises PermissionRefused, NotVisible."""
    require(actor, ACT, team)
    row = OutreachActivity.objects.filter(team=team, series=series, superseded_at__isnull=True).first()
    if row is None:
        raise NotVisible
    return row


def enquiry_of(actor: Actor, team: Team, series: uuid.UUID) -> Enquiry:
    """As `outreach_of`."""
    require(actor, ACT, team)
    row = Enquiry.objects.filter(team=team, series=series, superseded_at__isnull=True).first()
    if row is None:
        raise NotVisible
    return row


def outreach_with(actor: Actor, team: Team, employer_ids: Collection[int]) -> list[OutreachActivity]:
    """What was or is to be with an employer, newest first; `employer_ids`: the employer's own and its twins'."""
    rows = _current(actor, team).filter(employer_id__in=list(employer_ids))
    return list(rows.order_by("-on_day", "-pk")[:MOST_OF_EMPLOYER])


def outreach_between(actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[OutreachDay]:
    """For the calendar."""
    require(actor, ACT, team)
    return [
        OutreachDay(
            series=row.series,
            kind=row.kind,
            on=row.on_day,
            at=row.starts_at,
            what=row.what,
            place=row.place,
            user_ids=tuple(row.user_ids),
            is_cancelled=row.state == OutreachState.CANCELLED,
            version=row.version,
            written_at=row.recorded_at,
        )
        for row in outreach_question(team, first, last)
    ]


@KeptRows
def outreach_question(
    team: Team, first: dt.date, last: dt.date
) -> QuerySet[OutreachActivity, OutreachActivity]:
    return _standing(team).filter(on_day__range=(first, last)).order_by("on_day", "pk")


def _current(actor: Actor, team: Team) -> QuerySet[OutreachActivity]:
    require(actor, ACT, team)
    return _standing(team)


def _standing(team: Team) -> QuerySet[OutreachActivity]:
    return OutreachActivity.objects.filter(team_id=team.pk, superseded_at__isnull=True, is_removed=False)


def _current_enquiries(actor: Actor, team: Team) -> QuerySet[Enquiry]:
    require(actor, ACT, team)
    return Enquiry.objects.filter(team=team, superseded_at__isnull=True, is_removed=False)


def _chosen(actor: Actor, team: Team, asked: Asked) -> QuerySet[OutreachActivity]:
    """Each word of the search stands somewhere in the row."""
    rows = _current(actor, team).filter(on_day__range=(asked.first, asked.last))
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    for word in asked.search.split():
        rows = rows.filter(
            Q(what__icontains=word)
            | Q(with_whom__icontains=word)
            | Q(place__icontains=word)
            | Q(outcome__icontains=word)
        )
    return rows
