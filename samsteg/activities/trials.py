"""Groups that the trial period ends with: which one, and on what day. For pages that tell of somebody's way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Least

from samsteg.activities.enums import LeaveReason
from samsteg.activities.models import GroupMembership, Term
from samsteg.organisation.models import Team

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrialGroup:
    """`ends_on`: the last day of the term that the person is in it for."""

    group_id: int
    group: str
    ends_on: dt.date


def trial_group_of(
    team: Team, person_id: int, since: dt.date, exited_on: dt.date | None = None
) -> TrialGroup | None:
    """The one joined last, of those that end on or after the day `since`. The caller has entered the person.

    `exited_on`: of a stay that is over; the group that was left with it would have ended the trial, and counts.
    """
    rows = _ending(team, exited_on).filter(person_id=person_id, ends_on__gte=since)
    row = rows.order_by("-joined_on", "-pk").values_list("group_id", "group__name", "ends_on").first()
    return TrialGroup(*row) if row else None


def trial_group_end(team: Team, _day: dt.date) -> Subquery:
    """For `participants.own_day`: the day of `trial_group_of`, since the start."""
    rows = _ending(team).filter(person_id=OuterRef("person_id"), ends_on__gte=OuterRef("enrolled_on"))
    return Subquery(rows.order_by("-joined_on", "-pk").values("ends_on")[:1])


def _ending(team: Team, exited_on: dt.date | None = None) -> Any:
    """Who leaves before the term is over doesn't end the trial with it; nor does who was put in by mistake, or was to
    come in after the group had ended.
    """
    stays_in = Q(left_on__isnull=True) | Q(left_on__gte=F("ends_on"))
    if exited_on is not None:
        stays_in |= Q(leave_reason=LeaveReason.STAY_ENDED, left_on=exited_on + DAY)
    terms = Term.objects.filter(
        group_id=OuterRef("group_id"), last_on__gte=OuterRef("joined_on"), withdrawn_at__isnull=True
    )
    of_term = Subquery(terms.order_by("first_on", "pk").values("last_on")[:1])
    last_of_group = Cast(
        F("group__ended_on") - DAY, DateField()
    )  # `ended_on` is the first day that it is no more
    rows: Any = GroupMembership.objects.in_team(team.pk).current().filter(group__ends_trial=True)
    return (
        rows.exclude(leave_reason="mistake")
        .annotate(term_ends_on=of_term)
        .filter(term_ends_on__isnull=False)
        .annotate(ends_on=Least(F("term_ends_on"), last_of_group))
        .filter(stays_in, ends_on__gte=F("joined_on"))
    )
