"""Several sessions at once: taken out because they are never to be held after all, brought back, cancelled.

A cancelled session was to be held and is counted as cancelled; one taken out is in no list and counted nowhere. Both
are versions of the session, so that figures as known before stay. Called by services that have locked the team's facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from samsteg.activities.enums import ChangeReason, DecidedBy, SessionState, WithdrawnFor
from samsteg.activities.models import GroupSession
from samsteg.activities.sessions import COPIED
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, learning_moment
from samsteg.organisation.models import Team


def withdraw(
    actor: Actor, team: Team, rows: Iterable[GroupSession], why: WithdrawnFor, stamp: Stamp | None = None
) -> int:
    """The rows hold now and are the team's own. `stamp`: of a file that says so. Returns how many."""
    said = {"state": SessionState.WITHDRAWN, "reason": why, "decided_by": ""}
    return _followed(actor, team, [(row, _copy(row) | said) for row in rows], stamp)


def cancel_all(
    actor: Actor, team: Team, rows: Iterable[GroupSession], reason: ChangeReason, decided_by: DecidedBy
) -> int:
    """As `sessions.cancel_session`, several at once; who has said beforehand that they can't come stands in no way."""
    said = {"state": SessionState.CANCELLED, "reason": reason, "decided_by": decided_by}
    return _followed(actor, team, [(row, _copy(row) | said) for row in rows])


def bring_back(actor: Actor, team: Team, rows: Iterable[GroupSession], stamp: Stamp | None = None) -> int:
    """Withdrawn ones, as they were before that; not where another has been planned at their minute since.

    Returns how many.
    """
    found = list(rows)
    before = {
        (one.series, one.version): one
        for one in GroupSession.objects.filter(team=team, series__in=[row.series for row in found])
    }
    taken = _taken(team, found)
    back = [
        (row, _copy(before[row.series, row.version - 1]))
        for row in found
        if (row.group_id, row.on_day, row.starts_at) not in taken
    ]
    return _followed(actor, team, back, stamp)


def can_be_held(rows: Iterable[GroupSession]) -> list[GroupSession]:
    """Those of withdrawn ones whose day hasn't passed meanwhile: a day that passed while it was out was never held."""
    today = timezone.localdate()
    return [row for row in rows if row.on_day >= today or row.on_day < timezone.localdate(row.recorded_at)]


def _taken(team: Team, rows: list[GroupSession]) -> set[tuple[int, dt.date, dt.time]]:
    standing = GroupSession.objects.current().filter(
        team=team, group_id__in={row.group_id for row in rows}, on_day__in={row.on_day for row in rows}
    )
    return set(standing.values_list("group_id", "on_day", "starts_at"))


def _copy(row: GroupSession) -> dict[str, object]:
    return {name: getattr(row, name) for name in COPIED}


def _followed(
    actor: Actor,
    team: Team,
    pairs: list[tuple[GroupSession, dict[str, object]]],
    stamp: Stamp | None = None,
) -> int:
    by = stamp or Stamp(learning_moment(team.pk), actor.user_id, None)
    GroupSession.objects.filter(pk__in=[now.pk for now, _said in pairs]).update(superseded_at=by.moment)
    GroupSession.objects.bulk_create(
        GroupSession(
            **said,
            version=now.version + 1,
            recorded_at=by.moment,
            recorded_by_id=by.actor_id,
            source_id=by.source_id,
        )
        for now, said in pairs
    )
    return len(pairs)
