"""Taking back the last step: the facts it wrote are closed, and those it closed are said again.

Nothing is removed: what was thought to be so can still be seen, and a figure as it was known then stays as it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Role
from samsteg.access.policies import require
from samsteg.access.services import take_back_coach
from samsteg.audit.enums import SourceKind
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact, Stamp
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.participants.projection import project
from samsteg.participants.rules import problems
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.current import facts_now, stay_now
from samsteg.participants.way.models import (
    CURRENT,
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import ACT, page_stamp

# Events and details first: they decide whether there is anything to take back.
OF_STAY: tuple[type[Fact], ...] = (
    StayEvent,
    StayDetail,
    ParallelEffort,
    QueuePause,
    QueuePriority,
    Trial,
    PlannedEnd,
    Situation,
    OwnWords,
)
TIME_TO_UNDO = dt.timedelta(days=14)  # for a coach; the team lead takes back later too


_CHANGES = " UNION ALL ".join(
    f"""
    SELECT recorded_at AS moment, recorded_by_id, source_id, true AS is_new FROM {model._meta.db_table}
    WHERE team_id = %(team_id)s AND stay_id = %(stay_id)s
    UNION ALL SELECT superseded_at, NULL, NULL, false FROM {model._meta.db_table}
    WHERE team_id = %(team_id)s AND stay_id = %(stay_id)s AND superseded_at IS NOT NULL
    """  # nosec B608: names of our own tables
    for model in OF_STAY
)
_LAST = f"""
    SELECT c.moment, c.recorded_by_id, s.kind, c.moment = min(c.moment) OVER () AS is_first
    FROM ({_CHANGES}) c LEFT JOIN audit_source s ON s.id = c.source_id
    ORDER BY c.moment DESC, c.is_new DESC LIMIT 1
"""  # nosec B608: as above


@dataclass(frozen=True, slots=True)
class LastStep:
    """`moment`: when it was learnt, which names it; `by_id`: who wrote it."""

    moment: dt.datetime
    by_id: int | None
    is_first: bool


def last_step(stay: Stay) -> LastStep | None:
    """The newest change of the stay, where a page made it; None when it came from a workbook or has been taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"team_id": stay.team_id, "stay_id": stay.pk})
        found = cursor.fetchone()
    if found is None or found[2] != SourceKind.PAGE:
        return None
    return LastStep(found[0], found[1], found[3])


def facts_of(model: type[Fact], stay: Stay) -> models.QuerySet[Fact]:
    """All versions; `model` has a team and a stay."""
    of_stay: dict[str, Any] = {"team_id": stay.team_id, "stay_id": stay.pk}
    return model._default_manager.filter(Q(**of_stay))


@transaction.atomic
def undo_step(*, actor: Actor, team: Team, stay_id: int, moment: dt.datetime) -> None:
    """`moment` is the LastStep that the actor was shown: another one since then is left alone.

    Raises PermissionRefused, NotVisible, StepRefused.
    """
    require(actor, ACT, team)
    stamp = page_stamp(actor, team, SourceKind.UNDO)
    stay, _state = stay_now(actor, team, stay_id, timezone.localdate())
    last = last_step(stay)
    if last is None or last.moment != moment:
        raise StepRefused(_("Something newer has been written since. Load the page again."))
    if last.is_first:
        raise StepRefused(_("The referral can't be taken back. End it without a start instead."))
    if stamp.moment - last.moment > TIME_TO_UNDO and not actor.has_role(team.pk, Role.TEAM_LEAD):
        raise StepRefused(_("It is more than 14 days ago. Ask the team lead, or correct the day."))
    for model in OF_STAY:
        _take_back(model, stay, last.moment, stamp)
    take_back_coach(team=team, person_id=stay.person_id, step_at=last.moment)
    project(team.pk, [stay.pk])
    now = Stay.objects.get(team=team, pk=stay.pk)
    if problems(facts_now(now)):
        raise StepRefused(_("The step can't be taken back, since later steps build on it. Correct the day."))
    if stay.study_visit_on is not None and now.study_visit_on != stay.study_visit_on:
        _book_again(stay, last.moment, is_gone=now.study_visit_on is None)
    update_consent_ends(team.pk)


def _book_again(stay: Stay, moment: dt.datetime, *, is_gone: bool) -> None:
    """The visit that gave the day that is taken back: else the next word written about it would give it again.

    One whose day was merely corrected was held all the same. `is_gone`: the stay has no day left; a visit noted before
    it was kept which visit gave the day is then told by its day.
    """
    gave = Q(day_given_at=moment)
    if is_gone:
        gave |= Q(day_given_at__isnull=True, on_day=stay.study_visit_on)
    held = Visit.objects.filter(
        team_id=stay.team_id, stay=stay, kind=VisitKind.STUDY_VISIT, state=VisitState.HELD
    )
    for one in held.filter(gave):
        one.book_again()


def _take_back(model: type[Fact], stay: Stay, moment: dt.datetime, stamp: Stamp) -> None:
    rows = facts_of(model, stay)
    again = list(rows.filter(superseded_at=moment).exclude(recorded_at=moment))
    rows.filter(CURRENT & Q(recorded_at=moment)).update(superseded_at=stamp.moment)
    for one in again:
        one.pk, one.superseded_at, one.recorded_at = None, None, stamp.moment
        one.recorded_by_id, one.source_id = stamp.actor_id, stamp.source_id
        one._state.adding = True
    model._default_manager.bulk_create(again)
