"""What happens to one occasion: added, moved, cancelled, held, told of. Facts dated twice."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.enums import TO_BE_HELD, ChangeReason, DecidedBy, PlaceKind, SessionState
from samsteg.activities.member_selectors import persons_in
from samsteg.activities.models import Attendance, GroupSession
from samsteg.activities.opened import open_sessions
from samsteg.activities.planning import closed_between
from samsteg.activities.records import SessionValues, Told
from samsteg.activities.refusing import GroupRefused, NeedsTick, StaleGroup
from samsteg.activities.rules import why_passed_over
from samsteg.activities.services import ACT, own_group, refuse_ended
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants

LONGEST_TEXT: Final = 500
LONGEST_PLACE: Final = 300
MOST_COUNTED: Final = 200
COPIED: Final = tuple(
    field.attname
    for field in GroupSession._meta.concrete_fields
    if field.name not in {"id", "version", "recorded_at", "superseded_at", "recorded_by_id", "source_id"}
)


@transaction.atomic
def add_session(
    *, actor: Actor, team: Team, group_id: int, values: SessionValues, anyway: bool = False
) -> GroupSession:
    """A day of its own, outside the terms. Raises PermissionRefused, NotVisible, GroupRefused, NeedsTick."""
    group = own_group(actor, team, group_id)
    values = _checked(team, values, anyway)
    refuse_ended(group, values.on_day)
    _refuse_same_minute(team, group_id, values)
    row = GroupSession(team=team, group=group, series=uuid.uuid4(), version=0, **asdict(values))
    return _store(actor, team, row)


@transaction.atomic
def move_session(
    *,
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    expected_version: int,
    values: SessionValues,
    reason: str = "",
    decided_by: str = "",
    anyway: bool = False,
) -> GroupSession:
    """Another day, time or place. With another day it counts as moved, and why is told. Raises as `cancel_session`."""
    now = current_session(actor, team, series, expected_version)
    if now.state not in TO_BE_HELD:
        raise GroupRefused(_("The session has been held or cancelled. Undo that first, if it is wrong."))
    _refuse_marked(team, series)
    values = _checked(team, values, anyway or values.on_day == now.on_day)
    refuse_ended(now.group, values.on_day)
    _refuse_same_minute(team, now.group_id, values, but=series)
    changed: dict[str, Any] = asdict(values)
    if values.on_day != now.on_day:
        first = now.moved_from_on or now.on_day
        is_back = values.on_day == first
        changed |= {
            "state": SessionState.PLANNED if is_back else SessionState.MOVED,
            "moved_from_on": None if is_back else first,
            **({"reason": "", "decided_by": ""} if is_back else _why(reason, decided_by)),
        }
    return _next(actor, team, now, changed)


@transaction.atomic
def cancel_session(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, reason: str, decided_by: str
) -> GroupSession:
    """It isn't held: why, and by whom that was decided.

    Raises PermissionRefused, NotVisible, GroupRefused, StaleGroup.
    """
    now = current_session(actor, team, series, expected_version)
    if now.state == SessionState.CANCELLED:
        return now
    _refuse_marked(team, series)
    return _next(actor, team, now, {"state": SessionState.CANCELLED, **_why(reason, decided_by)})


@transaction.atomic
def restore_session(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> GroupSession:
    """Cancelled, or noted as held, by mistake: to be held again, with what was written of it.

    Raises as `cancel_session`.
    """
    now = current_session(actor, team, series, expected_version)
    if now.state in TO_BE_HELD:
        return now
    if now.state == SessionState.HELD:
        _refuse_marked(team, series)
    refuse_ended(now.group, now.on_day, "")
    moved = now.moved_from_on is not None
    return _next(
        actor,
        team,
        now,
        {
            "state": SessionState.MOVED if moved else SessionState.PLANNED,
            **({} if moved else {"reason": "", "decided_by": ""}),
        },
    )


@transaction.atomic
def tell_session(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, told: Told
) -> GroupSession:
    """What it was about and how many came besides; from its day on it counts as held. The same again changes nothing.

    Raises as `cancel_session`. A text that names a participant is refused.
    """
    now = current_session(actor, team, series, expected_version)
    if now.state == SessionState.CANCELLED:
        raise GroupRefused(_("The session is cancelled. Take that back first, if it was held."))
    told = _checked_told(actor, team, now, told)
    changed: dict[str, Any] = asdict(told)
    if now.state in TO_BE_HELD and now.on_day <= timezone.localdate():
        changed["state"] = SessionState.HELD
    if all(getattr(now, name) == value for name, value in changed.items()):
        return now
    return _next(actor, team, now, changed)


def note_held(actor: Actor, now: GroupSession) -> None:
    """Somebody is marked at it: it was held. Called by `marking` with the team's facts locked."""
    if now.state in TO_BE_HELD:
        _next(actor, now.team, now, {"state": SessionState.HELD})


def current_session(
    actor: Actor, team: Team, series: uuid.UUID, expected_version: int | None = None
) -> GroupSession:
    """The version that holds, of a session of the team's own, locked.

    Raises PermissionRefused, NotVisible, StaleGroup.
    """
    require(actor, ACT, team)
    learning_moment(team.pk)  # locks the team's facts, so that two who save at once come one after the other
    now = open_sessions(actor, team).filter(series=series, team=team).select_related("group", "team").first()
    if now is None:
        raise NotVisible
    if expected_version is not None and now.version != expected_version:
        raise StaleGroup(
            _("Somebody else has changed the session since you opened it. What you typed is kept. Compare.")
        )
    return now


def _next(actor: Actor, team: Team, now: GroupSession, changed: dict[str, Any]) -> GroupSession:
    row = GroupSession(**{name: getattr(now, name) for name in COPIED} | changed, version=now.version)
    return _store(actor, team, row, after=now)


def _store(actor: Actor, team: Team, row: GroupSession, after: GroupSession | None = None) -> GroupSession:
    moment = learning_moment(team.pk)
    if after is not None:
        GroupSession.objects.filter(pk=after.pk).update(superseded_at=moment)
    row.version += 1
    row.recorded_at, row.recorded_by_id = moment, actor.user_id
    row.save(force_insert=True)
    return row


def _checked(team: Team, values: SessionValues, anyway: bool) -> SessionValues:
    if values.ends_at <= values.starts_at:
        raise GroupRefused(_("The end comes before the start. Check the times."), "ends_at")
    if values.place_kind not in ("", *PlaceKind.values):
        raise GroupRefused(_("Choose one of the list."), "place_kind")
    place = " ".join(values.place.split())
    if len(place) > LONGEST_PLACE:
        raise GroupRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_PLACE}, "place")
    today = timezone.localdate()
    if not today - dt.timedelta(days=366) <= values.on_day <= today + dt.timedelta(days=732):
        raise GroupRefused(_("Write a day from a year ago to two years ahead."), "on_day")
    closed = () if anyway else closed_between(team.pk, values.on_day, values.on_day)
    if not anyway and (why := why_passed_over(values.on_day, closed)):
        raise NeedsTick(
            _("%(day)s is a day off: %(why)s. Choose another day, or tick that you meet all the same.")
            % {"day": values.on_day, "why": why},
            "anyway",
        )
    return SessionValues(values.on_day, values.starts_at, values.ends_at, values.place_kind, place)


def _why(reason: str, decided_by: str) -> dict[str, str]:
    if reason not in ChangeReason.values:
        raise GroupRefused(_("Choose why."), "reason")
    if decided_by not in DecidedBy.values:
        raise GroupRefused(_("Choose who decided it."), "decided_by")
    return {"reason": reason, "decided_by": decided_by}


def _refuse_same_minute(
    team: Team, group_id: int, values: SessionValues, but: uuid.UUID | None = None
) -> None:
    """Day and beginning say which session of a group it is, in the workbook too. Cancelled ones can be brought back."""
    rows = GroupSession.objects.current().filter(team=team, group_id=group_id)
    same = rows.filter(on_day=values.on_day, starts_at=values.starts_at)
    state = (same.exclude(series=but) if but else same).values_list("state", flat=True).first()
    if state == SessionState.CANCELLED:
        text = _(
            "A cancelled session stands at that time. Open it, and choose that it is to be held after all."
        )
        raise GroupRefused(text, "starts_at")
    if state is not None:
        raise GroupRefused(
            _("The group has a session at that time already. Choose another time, or make two groups of it."),
            "starts_at",
        )


def _refuse_marked(team: Team, series: uuid.UUID) -> None:
    """Marks of protected persons stand as they are: a refusal would tell of somebody whom no roll call shows."""
    if Attendance.objects.in_team(team.pk).current().unprotected().filter(session_series=series).exists():
        raise GroupRefused(_("There are marks in the roll call. Take them away first."))


def _checked_told(actor: Actor, team: Team, now: GroupSession, told: Told) -> Told:
    texts = {"about": told.about.strip(), "day_note": told.day_note.strip()}
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise GroupRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_TEXT}, name)
    refuse_participants(
        actor,
        team,
        texts,
        refused=GroupRefused,
        says=_(
            "The text names a participant. It is about the session and never about somebody who was there:"
            " write that in a note of the participant instead."
        ),
        near=persons_in(team, now) if any(texts.values()) else (),
    )
    for name in ("guest_count", "partner_count"):
        if not 0 <= getattr(told, name) <= MOST_COUNTED:
            raise GroupRefused(_("Write a number from 0 to %(most)d.") % {"most": MOST_COUNTED}, name)
    return Told(texts["about"], texts["day_note"], told.guest_count, told.partner_count)
