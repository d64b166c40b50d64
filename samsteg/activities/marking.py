"""The roll call: marks that are stored once, corrected and never written over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.enums import Joining, Mark, SessionState
from samsteg.activities.first_known import FIRST_KNOWN
from samsteg.activities.models import Attendance, GroupSession
from samsteg.activities.opened import open_sessions
from samsteg.activities.records import MarkAsked, MarkConflict, MarkResult
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.sessions import note_held
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay

ACT = "activities.mark"


@transaction.atomic
def mark_session(
    *, actor: Actor, team: Team, series: uuid.UUID, asked: Sequence[MarkAsked], named: bool = False
) -> MarkResult:
    """Marks the team's own participants at a session of its own or one held with it.

    What somebody else has marked meanwhile is left as it is and told as a conflict. The same twice is once. `named`:
    from the page of one person, where who is protected is open to whom the officer has named.
    Raises PermissionRefused, NotVisible (also for a person who isn't the actor's to see), GroupRefused.
    """
    require(actor, ACT, team)
    moment = learning_moment(team.pk)  # locks: two leaders who mark at once come one after the other
    session = open_sessions(actor, team).filter(series=series).select_related("group", "team").first()
    if session is None:
        raise NotVisible
    _check_marks(session, asked)
    roll = _Roll(actor, team, session, moment, *_stays(actor, team, session, asked, named))
    result = roll.take(asked)
    if session.team_id == team.pk and any(one.mark not in ("", Mark.EXCUSED) for one in asked):
        note_held(actor, session)
    return result


def _check_marks(session: GroupSession, asked: Iterable[MarkAsked]) -> None:
    if session.state == SessionState.CANCELLED:
        raise GroupRefused(_("The session is cancelled. Take that back first, if it was held."))
    for one in asked:
        if one.mark not in ("", *Mark.values):
            raise GroupRefused(_("Choose one of the answers."), "mark")
        if session.on_day > timezone.localdate() and one.mark not in ("", Mark.EXCUSED):
            raise GroupRefused(
                _(
                    "The day has not come. Until then you can note only who has said beforehand that they can't come."
                ),
                "mark",
            )


def _stays(
    actor: Actor, team: Team, session: GroupSession, asked: Iterable[MarkAsked], named: bool
) -> tuple[dict[int, int], set[int]]:
    """By person, the stay that the day belongs to: the last begun by then, else the first. And those of them who
    weren't known here yet.
    """
    wanted = {one.person_id for one in asked}
    rows = Stay.objects.in_team(team.pk)
    seen = rows.open_to(actor) if named else rows.visible_to(actor)
    stays = seen.filter(HAPPENED, person_id__in=wanted).annotate(began_on=BEGAN_ON, known_on=FIRST_KNOWN)
    found: dict[int, int] = {}
    known: set[int] = set()
    for person_id, pk, began_on, known_on in stays.order_by("began_on", "pk").values_list(
        "person_id", "pk", "began_on", "known_on"
    ):
        if person_id not in found or began_on <= session.on_day:
            found[person_id] = pk
        if known_on is None or known_on <= session.on_day:
            known.add(person_id)
    if wanted - set(found):
        raise NotVisible
    return found, wanted - known


@dataclass(slots=True)
class _Roll:
    """One saving of a session's marks, with the team's facts locked."""

    actor: Actor
    team: Team
    session: GroupSession
    moment: dt.datetime
    stays: dict[int, int]
    unknown: set[int]

    def take(self, asked: Sequence[MarkAsked]) -> MarkResult:
        now = {
            row.person_id: row
            for row in Attendance.objects.in_team(self.team.pk)
            .current()
            .filter(session_series=self.session.series, person_id__in=list(self.stays))
        }
        sent = {one.sent_id for one in asked if one.sent_id}
        rows = Attendance.objects.in_team(self.team.pk).filter(sent_id__in=sent)
        held = set(rows.values_list("sent_id", flat=True)) if sent else set()
        saved, conflicts = 0, []
        for one in asked:
            row = now.get(one.person_id)
            if one.sent_id in held or self._stands(one, row):
                continue
            if (row.pk if row else None) != one.expected_id and not _is_own(one, row):
                conflicts.append(_conflict(one, row))
                continue
            self._write(one, row)
            saved += 1
        apart = {one.person_id for one in conflicts}
        held |= {one.sent_id for one in asked if one.sent_id and one.person_id not in apart}
        return MarkResult(saved, tuple(conflicts), frozenset(held))

    def _stands(self, one: MarkAsked, row: Attendance | None) -> bool:
        """A mark from before the session was moved to another day is written anew, though it says the same."""
        if row is None:
            return not one.mark
        return row.mark == one.mark and row.occurred_on == self.session.on_day

    def _write(self, one: MarkAsked, row: Attendance | None) -> None:
        if row is not None:
            Attendance.objects.filter(pk=row.pk).update(superseded_at=self.moment)
        if not one.mark:
            return
        if one.person_id in self.unknown:
            raise GroupRefused(
                _(
                    "One of those marked wasn't known here yet on the day. Check the session's day, or the referral's."
                ),
                "mark",
            )
        Attendance.objects.create(
            team=self.team,
            host_id=self.session.team_id,
            group_id=self.session.group_id,
            session_series=self.session.series,
            person_id=one.person_id,
            stay_id=self.stays[one.person_id],
            occurred_on=self.session.on_day,
            mark=one.mark,
            is_drop_in=row.is_drop_in if row else self.session.group.joining == Joining.DROP_IN,
            sent_id=one.sent_id or uuid.uuid4(),
            marked_at=one.marked_at,
            recorded_at=self.moment,
            recorded_by_id=self.actor.user_id,
        )


def _is_own(one: MarkAsked, row: Attendance | None) -> bool:
    return row is not None and one.base is not None and row.sent_id == one.base


def _conflict(one: MarkAsked, row: Attendance | None) -> MarkConflict:
    if row is None:
        return MarkConflict(one.person_id, one.mark, None, "", None, None)
    return MarkConflict(one.person_id, one.mark, row.pk, row.mark, row.recorded_by_id, row.recorded_at)
