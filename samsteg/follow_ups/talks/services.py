"""What happens to a booked talk: booked, moved, held, nobody came, cancelled, undone. Each change leaves history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.protection import possible_staff, protected_among
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.follow_ups.enums import CancelledBy, CancelReason
from samsteg.follow_ups.records import Cancelling
from samsteg.follow_ups.services import ACT, stay_of
from samsteg.follow_ups.talks.enums import TALK_FORMS, TalkState
from samsteg.follow_ups.talks.models import Talk
from samsteg.follow_ups.talks.records import TalkBooking
from samsteg.follow_ups.talks.rules import check_ahead, check_booking
from samsteg.follow_ups.talks.workflow import TalkEvent, TalkRefused, TalkTransition, check
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.naming import refuse_participants
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.people.vault import Vault, vault_to_fill, vaults_of


class StaleTalk(Refused):
    """Somebody else has changed the talk in between. Raised with what holds now."""


@dataclass(frozen=True, slots=True)
class Which:
    """The talk that a page showed, as it was then."""

    series: uuid.UUID
    version: int


def place_of(pk: int, what: str) -> str:
    """Where a detail of a talk is sealed: it opens in its own row alone."""
    return f"talk_{what}:{pk}"


@transaction.atomic
def book_talk(*, actor: Actor, team: Team, person_id: int, booking: TalkBooking) -> Talk:
    """The same person at the same time with the same coach is one talk, however often it is sent.

    Raises NotVisible, PermissionRefused, TalkRefused.
    """
    stay = stay_of(actor, team, person_id)
    Stay.objects.select_for_update().filter(pk=stay.pk).first()  # two clicks come one after the other
    _step(actor, team, TalkEvent.BOOK, None, _said(booking))
    check_ahead(booking.on_day, timezone.localdate())
    made = _booked_at(team, person_id, booking)
    if made is not None and made.recorded_by_id == actor.user_id and made.coach_id == booking.coach_id:
        return made
    return _add(actor, team, stay, booking)


@transaction.atomic
def move_talk(*, actor: Actor, team: Team, which: Which, by: str, booking: TalkBooking) -> Talk:
    """The booked one is marked as moved, and another follows it; the same again changes nothing. As `book_talk`, and
    StaleTalk.
    """
    now = _locked(actor, team, which.series)
    follower = Talk.objects.filter(team=team, follows=now).first() if now.state == TalkState.MOVED else None
    if follower is not None and booking_of(follower) == _tidy(booking):
        return follower
    _require_version(now, which)
    if booking_of(now) == _tidy(booking):
        return now
    said = {**_said(booking), "changed_by": by if by in CancelledBy.values else ""}
    found = _step(actor, team, TalkEvent.MOVE, TalkState(now.state), said)
    check_ahead(booking.on_day, timezone.localdate())
    _save(now, actor, state=found.to, changed_by=by)
    return _add(actor, team, now.stay, booking, follows=now)


@transaction.atomic
def cancel_talk(*, actor: Actor, team: Team, which: Which, cancelling: Cancelling) -> Talk:
    """The talk isn't held: by whom that was decided, and why."""
    said = {
        "changed_by": cancelling.by if cancelling.by in CancelledBy.values else "",
        "cancel_reason": cancelling.reason if cancelling.reason in CancelReason.values else "",
    }
    return _change(actor, team, which, TalkEvent.CANCEL, **said)


@transaction.atomic
def hold_talk(*, actor: Actor, team: Team, which: Which) -> Talk:
    """It was held, and no note is written of it here."""
    return _change(actor, team, which, TalkEvent.HOLD)


@transaction.atomic
def miss_talk(*, actor: Actor, team: Team, which: Which) -> Talk:
    """Nobody came. Whose doing it was isn't asked."""
    return _change(actor, team, which, TalkEvent.MISS)


@transaction.atomic
def take_back_talk(*, actor: Actor, team: Team, which: Which) -> Talk:
    """Booked by mistake: as if it never was."""
    return _change(actor, team, which, TalkEvent.TAKE_BACK)


@transaction.atomic
def undo_talk(*, actor: Actor, team: Team, which: Which) -> Talk:
    """Held, missed or cancelled by mistake: it is booked again. A note that was written stays."""
    now = _locked(actor, team, which.series)
    _require_version(now, which)
    found = _step(actor, team, TalkEvent.UNDO, TalkState(now.state), {})
    booking = booking_of(now)
    check_booking(booking, now.stay.enrolled_on, now.stay.exited_on)
    _refuse_twice(team, now.person_id, booking)
    return _save(now, actor, state=found.to, changed_by="", cancel_reason="", note_series=None)


@transaction.atomic
def write_talk_note(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    which: Which,
    values: NoteValues,
    once: uuid.UUID | None = None,
) -> Note:
    """The note of a booked talk, which is held thereby, on the note's day. Sent twice it is one note.

    Raises as `write_note`, NotVisible, StaleTalk, TalkRefused.
    """
    now = _locked(actor, team, which.series)
    if now.person_id != person_id:
        raise NotVisible
    note = write_note(actor=actor, team=team, person_id=person_id, values=values, once=once)
    if now.state == TalkState.HELD and now.note_series == note.series:
        return note
    _require_version(now, which)
    found = _step(actor, team, TalkEvent.HOLD, TalkState(now.state), {})
    on_day = note.occurred_on if note.stay_id == now.stay_id else now.on_day
    _save(now, actor, state=found.to, on_day=on_day, note_series=note.series)
    return note


def _change(actor: Actor, team: Team, which: Which, event: TalkEvent, **said: str) -> Talk:
    """One step without more to it; the same step sent again changes nothing."""
    now = _locked(actor, team, which.series)
    asked = _to_of(event)
    is_same = all(getattr(now, name) == value for name, value in said.items())
    if now.state == asked and is_same and now.recorded_by_id == actor.user_id:
        return now
    _require_version(now, which)
    found = _step(actor, team, event, TalkState(now.state), said)
    if event in (TalkEvent.HOLD, TalkEvent.MISS) and now.on_day > timezone.localdate():
        raise TalkRefused(
            _("The talk is booked for %(day)s. Move it first, if you meet earlier.") % {"day": now.on_day}
        )
    return _save(now, actor, state=found.to, **said)


def _to_of(event: TalkEvent) -> TalkState:
    return {
        TalkEvent.HOLD: TalkState.HELD,
        TalkEvent.MISS: TalkState.MISSED,
        TalkEvent.CANCEL: TalkState.CANCELLED,
        TalkEvent.TAKE_BACK: TalkState.WITHDRAWN,
    }[event]


def _step(
    actor: Actor, team: Team, event: TalkEvent, state: TalkState | None, said: Mapping[str, object]
) -> TalkTransition:
    require(actor, ACT, team)
    return check(event, state, actor.roles.get(team.pk, frozenset()), said)


def _said(booking: TalkBooking) -> dict[str, object]:
    return {"form": booking.form if booking.form in TALK_FORMS else "", "coach_id": booking.coach_id}


def _locked(actor: Actor, team: Team, series: uuid.UUID) -> Talk:
    """For who may write. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    seen = Talk.objects.in_team(team.pk).open_to(actor).filter(series=series)
    rows = Talk.objects.select_for_update(of=("self",)).select_related("stay")
    now = rows.filter(pk__in=seen.values("pk")).first()
    if now is None:
        raise NotVisible
    return now


def _require_version(now: Talk, which: Which) -> None:
    if now.version != which.version:
        raise StaleTalk(
            _("Somebody else has changed the talk since you opened it. What you typed is kept. Compare.")
        )


def _tidy(booking: TalkBooking) -> TalkBooking:
    return replace(booking, place=" ".join(booking.place.split()), purpose=" ".join(booking.purpose.split()))


def booking_of(row: Talk) -> TalkBooking:
    """What the row says, with what is sealed in it; empty words where the key is destroyed."""
    is_sealed = row.place_cipher or row.purpose_cipher
    vault = vaults_of(row.team_id, [row.person_id]).get(row.person_id) if is_sealed else None
    return opened_booking(row, vault)


def opened_booking(row: Talk, vault: Vault | None) -> TalkBooking:
    """As `booking_of`, for many rows of one person."""

    def opened(cipher: bytes | memoryview | None, what: str) -> str:
        if vault is None or cipher is None:
            return ""
        return vault.open_if_kept(cipher, place_of(row.pk, what)) or ""

    return TalkBooking(
        on_day=row.on_day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        form=row.form,
        coach_id=row.coach_id,
        second_coach_id=row.second_coach_id,
        place=opened(row.place_cipher, "place"),
        purpose=opened(row.purpose_cipher, "purpose"),
    )


def _booked_at(team: Team, person_id: int, booking: TalkBooking) -> Talk | None:
    return Talk.objects.filter(
        team=team,
        person_id=person_id,
        state=TalkState.BOOKED,
        on_day=booking.on_day,
        starts_at=booking.starts_at,
    ).first()


def _refuse_twice(team: Team, person_id: int, booking: TalkBooking) -> None:
    if _booked_at(team, person_id, booking) is not None:
        raise TalkRefused(
            _("A talk is already booked then. Move that one, or choose another time."), "starts_at"
        )


def _add(actor: Actor, team: Team, stay: Stay, booking: TalkBooking, *, follows: Talk | None = None) -> Talk:
    booking = _tidy(booking)
    check_booking(booking, stay.enrolled_on, stay.exited_on)
    _refuse_twice(team, stay.person_id, booking)
    _check_staff(team, booking, follows)
    refuse_participants(
        actor,
        team,
        {"purpose": booking.purpose, "place": booking.place},
        refused=TalkRefused,
        says=_("The text names a participant. Take the name away: the talk stands with its own participant."),
    )
    (pk,) = new_ids(Talk, 1)
    row = Talk(
        pk=pk,
        team=team,
        person_id=stay.person_id,
        stay=stay,
        follows=follows,
        on_day=booking.on_day,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        form=booking.form,
        coach_id=booking.coach_id,
        second_coach_id=booking.second_coach_id,
        recorded_by_id=actor.user_id,
        recorded_at=timezone.now(),
    )
    _seal(row, booking)
    row.save(force_insert=True)
    return row


def _check_staff(team: Team, booking: TalkBooking, before: Talk | None) -> None:
    """Coaches and leads of today; who stood there before may stay."""
    kept = {before.coach_id, before.second_coach_id} if before else set()
    able = set(possible_staff(team.pk).values_list("pk", flat=True)) | kept
    if booking.coach_id not in able:
        raise TalkRefused(_("Choose a colleague who is a coach or lead of the team."), "coach_id")
    if booking.second_coach_id is not None and booking.second_coach_id not in able:
        raise TalkRefused(_("Choose a colleague who is a coach or lead of the team."), "second_coach_id")


def _seal(row: Talk, booking: TalkBooking) -> None:
    """No place of a protected person: where they are met is what must not be known."""
    place = booking.place if not protected_among(row.team_id, [row.person_id]) else ""
    texts = {"place": place, "purpose": booking.purpose}
    if any(texts.values()):
        vault = vault_to_fill(row.team_id, row.person_id)
        for what, text in texts.items():
            setattr(row, f"{what}_cipher", vault.seal(text, place_of(row.pk, what)) if text else None)


def _save(now: Talk, actor: Actor, **changes: object) -> Talk:
    for name, value in changes.items():
        setattr(now, name, value)
    now.version += 1
    now.recorded_by_id, now.recorded_at = actor.user_id, timezone.now()
    now.save(update_fields=[*changes, "version", "recorded_by_id", "recorded_at"])
    return now
