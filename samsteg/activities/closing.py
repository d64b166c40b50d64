"""Days when the team takes no participants in, and what becomes of what is planned then."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.access.policies import require
from samsteg.activities.enums import TO_BE_HELD, ChangeReason, DecidedBy, SessionState
from samsteg.activities.models import ClosedDays, GroupSession
from samsteg.activities.refusing import GroupRefused, NeedsTick
from samsteg.activities.services import ACT
from samsteg.activities.withdrawing import cancel_all
from samsteg.core.actor import Actor
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

LONGEST_CLOSED: Final = dt.timedelta(days=366)


class PlannedThen(models.TextChoices):
    """What is done with sessions that are planned on days that are closed. Never stored."""

    CANCEL = "cancel", gettext_lazy("Cancel them")
    KEEP = "keep", gettext_lazy("Hold them all the same")


@transaction.atomic
def close_days(
    *, actor: Actor, team: Team, first_on: dt.date, last_on: dt.date, why: str, planned: str = ""
) -> int:
    """No session is planned then. Twice is once. Returns how many of those already planned were cancelled.

    Raises PermissionRefused, GroupRefused, and NeedsTick when something is planned and `planned` doesn't say what of
    it: participants must not come to a closed door, nor stay at home when the group is held.
    """
    require(actor, ACT, team)
    reason = check_closing(first_on, last_on, why)
    learning_moment(team.pk)  # locks the team's facts: nobody plans meanwhile
    rows = list(planned_between(team, first_on, last_on))
    if text := asks_of(len(rows), planned):
        raise NeedsTick(text, "planned")
    said = {"team": team, "first_on": first_on, "last_on": last_on, "why": reason}
    if not ClosedDays.objects.filter(**said).exists():
        ClosedDays.objects.create(**said, updated_by_id=actor.user_id)
    if planned != PlannedThen.CANCEL:
        return 0
    return cancel_all(actor, team, rows, ChangeReason.HOLIDAY, DecidedBy.TEAM)


def asks_of(count: int, planned: str) -> str:
    """What is asked of so many planned sessions; empty where there is none, or `planned` says it."""
    if not count or planned in PlannedThen.values:
        return ""
    text = ngettext(
        "%(n)d session is planned on the days. Choose what is to be done with it.",
        "%(n)d sessions are planned on the days. Choose what is to be done with them.",
        count,
    )
    return text % {"n": count}


def check_closing(first_on: dt.date, last_on: dt.date, why: str) -> str:
    """Why, as it is kept. Raises GroupRefused."""
    reason = " ".join(why.split())[:120]
    if last_on < first_on:
        raise GroupRefused(_("The last day comes before the first. Check both."), "last_on")
    if last_on - first_on > LONGEST_CLOSED:
        raise GroupRefused(_("Longer than a year. Check the days."), "last_on")
    if not reason:
        raise GroupRefused(_("Write why, for example “Summer weeks”."), "why")
    return reason


def planned_between(team: Team, first_on: dt.date, last_on: dt.date) -> QuerySet[GroupSession]:
    """To be held on the days, in the team's own groups, by day and time."""
    rows = GroupSession.objects.current().filter(team=team, state__in=TO_BE_HELD)
    return rows.between(first_on, last_on).select_related("group").order_by("on_day", "starts_at", "pk")


@transaction.atomic
def open_days(*, actor: Actor, team: Team, closed_id: int) -> int:
    """The days are as any other again. Returns how many sessions stand as cancelled then because the team was closed:
    whether they are held after all is said on each. Twice is once.
    """
    require(actor, ACT, team)
    row = ClosedDays.objects.filter(team=team, pk=closed_id).first()
    if row is None:
        return 0
    first_on, last_on = row.first_on, row.last_on
    row.delete()
    off = GroupSession.objects.current().filter(team=team, state=SessionState.CANCELLED)
    return off.between(first_on, last_on).filter(reason=ChangeReason.HOLIDAY).count()
