"""Intake stops: the team takes in nobody for a while."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.way.models import CURRENT, IntakeStop
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import page_stamp

LONGEST = 200


@transaction.atomic
def stop_intake(
    *, actor: Actor, team: Team, started_on: dt.date, ended_on: dt.date | None, reason: str
) -> None:
    """Raises PermissionRefused, StepRefused."""
    require(actor, "way.stop", team)
    text = " ".join(reason.split())
    if not text:
        raise StepRefused(
            _("Write why nobody is taken in, such as staff that is away. Name nobody."), "reason"
        )
    if len(text) > LONGEST:
        raise StepRefused(_("Write at most %(count)d letters.") % {"count": LONGEST}, "reason")
    if ended_on is not None and ended_on < started_on:
        raise StepRefused(_("The stop ends before it begins. Mend one of the days."), "ended_on")
    stamp = page_stamp(actor, team)
    others = IntakeStop.objects.filter(CURRENT, team=team).exclude(started_on=started_on)
    for other in others:
        if (other.ended_on is None or other.ended_on >= started_on) and (
            ended_on is None or other.started_on <= ended_on
        ):
            raise StepRefused(
                _("There is a stop from %(day)s already. End that one first.") % {"day": other.started_on}
            )
    _keep(team, started_on, (ended_on, text), stamp)


@transaction.atomic
def end_stop(*, actor: Actor, team: Team, started_on: dt.date, ended_on: dt.date) -> bool:
    """`ended_on`: the last day of the stop. One that begins later never comes: it is taken back, and True
    is returned.

    Never makes a stop longer. Raises PermissionRefused, StepRefused.
    """
    require(actor, "way.stop", team)
    stamp = page_stamp(actor, team)
    row = IntakeStop.objects.filter(CURRENT, team=team, started_on=started_on).first()
    if row is None:
        raise StepRefused(_("That stop is gone. Load the page again."))
    if row.ended_on is not None and row.ended_on <= ended_on:
        raise StepRefused(_("That stop ends %(day)s already. Load the page again.") % {"day": row.ended_on})
    never_came = started_on > ended_on
    _keep(team, started_on, None if never_came else (ended_on, row.reason), stamp)
    return never_came


def _keep(team: Team, started_on: dt.date, values: tuple[object, ...] | None, stamp: Stamp) -> None:
    replace_facts(
        IntakeStop.objects.all(),
        team_id=team.pk,
        key=("started_on",),
        values=("ended_on", "reason"),
        desired={(started_on,): values},
        stamp=stamp,
    )
