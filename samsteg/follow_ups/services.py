"""What happens to a follow-up: booked, moved, held, cancelled, noted as already held, undone. Facts dated twice."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.opened import opened_categories
from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.follow_ups.enums import (
    REGULAR,
    WAS_HELD,
    CancelledBy,
    CancelReason,
    FollowUpKind,
    FollowUpState,
    MeetingForm,
)
from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.records import Booking, Cancelling
from samsteg.follow_ups.rules import next_due
from samsteg.follow_ups.times import next_of, times_of
from samsteg.follow_ups.workflow import Event, FollowUpRefused, check
from samsteg.organisation.models import Authority, Team
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.models import Stay
from samsteg.people.vault import Vault, vault_to_fill, vaults_of

REGULAR_KIND = "regular"  # in a Booking: the next of those that follow from the start
ACT = "follow_ups.write"
LONGEST = 300


class StaleFollowUp(Refused):
    """Somebody else has changed the follow-up in between. Raised with what holds now."""


def place_of(pk: int, what: str) -> str:
    """Where a detail of a follow-up is sealed: it opens in its own row alone."""
    return f"follow_up_{what}:{pk}"


@transaction.atomic
def book(*, actor: Actor, team: Team, person_id: int, booking: Booking) -> FollowUp:
    """A meeting on a day to come. Raises NotVisible, PermissionRefused, FollowUpRefused."""
    stay = stay_of(actor, team, person_id)
    _check_event(actor, team, Event.BOOK, None, booking)
    if booking.meeting_on < timezone.localdate():
        raise FollowUpRefused(
            _("The day has been. Write a day to come, or note that the meeting was already held."),
            "meeting_on",
        )
    made = _new(team, stay, booking)
    _refuse_twice(team, stay, made)
    return store(actor, made, booking)


@transaction.atomic
def note_done(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    booking: Booking,
    series: uuid.UUID | None = None,
    expected_version: int = 0,
) -> FollowUp:
    """A meeting that has already been held, elsewhere or before. `series`: the booked one that it was.

    Raises as `book`, and StaleFollowUp.
    """
    stay = stay_of(actor, team, person_id)
    now = None
    if series is None:
        _check_event(actor, team, Event.NOTE_DONE, None, booking)
        made = _new(team, stay, booking)
    else:
        now = _current(actor, team, series, expected_version)
        _check_event(actor, team, Event.NOTE_DONE, FollowUpState(now.state), booking)
        made, stay = next_version(now, meeting_on=booking.meeting_on), now.stay
        booking = _kept(now, booking)
    if booking.meeting_on > timezone.localdate():
        raise FollowUpRefused(_("The day has not come. Book the meeting instead."), "meeting_on")
    made.state = FollowUpState.DONE
    _give_next(team, stay, made)
    _check_days(stay, made)
    _refuse_twice(team, stay, made)
    return store(actor, made, booking, after=now)


@transaction.atomic
def move(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, booking: Booking) -> FollowUp:
    """Another day, time, form or company; what it is due by stays. The same again changes nothing."""
    now = _current(actor, team, series, expected_version)
    _check_event(actor, team, Event.MOVE, FollowUpState(now.state), booking)
    if booking.meeting_on < timezone.localdate() and booking.meeting_on != now.meeting_on:
        raise FollowUpRefused(
            _("The day has been. Write a day to come, or note that the meeting was already held."),
            "meeting_on",
        )
    if booking_of(now) == replace(booking, kind=now.kind):
        return now
    made = next_version(
        now,
        meeting_on=booking.meeting_on,
        meeting_at=booking.meeting_at,
        form=booking.form,
        authority_ids=list(booking.authority_ids),
    )
    _check_days(now.stay, made)
    return store(actor, made, booking, after=now)


@transaction.atomic
def cancel(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, cancelling: Cancelling
) -> FollowUp:
    """The meeting isn't held: by whom that was decided, and why."""
    now = _current(actor, team, series, expected_version)
    said = {
        "cancelled_by": cancelling.by if cancelling.by in CancelledBy.values else "",
        "cancel_reason": cancelling.reason if cancelling.reason in CancelReason.values else "",
    }
    require(actor, ACT, team)
    found = check(Event.CANCEL, FollowUpState(now.state), actor.roles.get(team.pk, frozenset()), said)
    made = next_version(now, state=found.to, **said)
    return store(actor, made, booking_of(now), after=now)


def hold(now: FollowUp, *, actor: Actor, team: Team) -> FollowUp:
    """The booked meeting was held on its day: called by `minutes.hold_meeting` with the row locked."""
    booking = booking_of(now)
    _check_event(actor, team, Event.HOLD, FollowUpState(now.state), booking)
    if now.meeting_on > timezone.localdate():
        raise FollowUpRefused(
            _("The meeting is booked for %(day)s. Move it to today first, if you hold it now.")
            % {"day": now.meeting_on}
        )
    made = next_version(now, state=FollowUpState.HELD)
    _give_next(team, now.stay, made)
    return store(actor, made, booking, after=now)


@transaction.atomic
def undo(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> FollowUp:
    """Held or cancelled by mistake: it is booked again, and what was written is kept."""
    return _step(actor, team, series, expected_version, Event.UNDO)


@transaction.atomic
def take_back(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> FollowUp:
    """Booked or noted by mistake: as if it never was, in figures too."""
    return _step(actor, team, series, expected_version, Event.TAKE_BACK)


def _step(actor: Actor, team: Team, series: uuid.UUID, expected_version: int, event: Event) -> FollowUp:
    now = _current(actor, team, series, expected_version)
    found = check(event, FollowUpState(now.state), actor.roles.get(team.pk, frozenset()), {})
    made = next_version(now, state=found.to, cancelled_by="", cancel_reason="", next_due_on=None)
    if found.to is FollowUpState.BOOKED:
        _refuse_twice(team, now.stay, made)
    return store(actor, made, booking_of(now), after=now)


def booking_of(row: FollowUp) -> Booking:
    """What the row says, with what is sealed in it; empty words where the key is destroyed."""
    return opened_booking(row, vaults_of(row.team_id, [row.person_id]).get(row.person_id))


def opened_booking(row: FollowUp, vault: Vault | None) -> Booking:
    """As `booking_of`, for many rows of one person."""

    def opened(cipher: bytes | memoryview | None, what: str) -> str:
        if vault is None or cipher is None:
            return ""
        return vault.open_if_kept(cipher, place_of(row.pk, what)) or ""

    return Booking(
        kind=row.kind,
        meeting_on=row.meeting_on,
        meeting_at=row.meeting_at,
        form=row.form,
        authority_ids=tuple(row.authority_ids),
        place=opened(row.place_cipher, "place"),
        contact=opened(row.contact_cipher, "contact"),
    )


def current_follow_up(actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> FollowUp:
    """The version that holds, locked, for who may write. Raises NotVisible, PermissionRefused, StaleFollowUp."""
    return _current(actor, team, series, expected_version)


def _current(actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> FollowUp:
    require(actor, ACT, team)
    seen = FollowUp.objects.in_team(team.pk).open_to(actor).current().filter(series=series)
    now = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("stay")
        .filter(pk__in=seen.values("pk"))
        .first()
    )
    if now is None or now.superseded_at is not None:
        raise NotVisible
    if now.version != expected_version:
        raise StaleFollowUp(
            _("Somebody else has changed the meeting since you opened it. What you typed is kept. Compare.")
        )
    return now


def stay_of(actor: Actor, team: Team, person_id: int) -> Stay:
    """The newest stay of a person whose record the actor reads whole. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    if None not in opened_categories(actor, team, person_id).whole:
        raise NotVisible
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    stay = seen.order_by(*NEWEST).first()
    if stay is None:
        raise NotVisible
    return stay


def _check_event(
    actor: Actor, team: Team, event: Event, state: FollowUpState | None, booking: Booking
) -> None:
    kinds = (*FollowUpKind.values, REGULAR_KIND)
    said = {
        "kind": booking.kind if booking.kind in kinds else "",
        "meeting_on": booking.meeting_on,
        "form": booking.form if booking.form in MeetingForm.values else "",
    }
    check(event, state, actor.roles.get(team.pk, frozenset()), said)
    for name, typed in (("place", booking.place), ("contact", booking.contact)):
        if len(typed) > LONGEST:
            raise FollowUpRefused(_("Write at most %(most)d characters.") % {"most": LONGEST}, name)
    known = Authority.objects.filter(pk__in=booking.authority_ids).count()
    if known != len(set(booking.authority_ids)):
        raise FollowUpRefused(_("Choose authorities from the list."), "authority_ids")


def _new(team: Team, stay: Stay, booking: Booking) -> FollowUp:
    """Unsaved; a regular one knows what day it answers to."""
    made = FollowUp(
        team=team,
        person_id=stay.person_id,
        stay=stay,
        series=uuid.uuid4(),
        version=0,
        kind=booking.kind,
        state=FollowUpState.BOOKED,
        meeting_on=booking.meeting_on,
        meeting_at=booking.meeting_at,
        form=booking.form,
        authority_ids=list(booking.authority_ids),
    )
    if booking.kind == REGULAR_KIND or booking.kind in REGULAR:
        due = _due_before(team, stay, booking.meeting_on)
        made.kind, made.due_on = due
    _check_days(stay, made)
    return made


def _due_before(team: Team, stay: Stay, day: dt.date) -> tuple[str, dt.date]:
    """Which regular follow-up a meeting on the day is, and the day it answers to: by those held before it.

    In a team without times the day answers to itself.
    """
    rows = FollowUp.objects.current().filter(
        team=team, stay=stay, kind__in=REGULAR, state__in=WAS_HELD, meeting_on__lt=day
    )
    held = list(rows)
    due = next_of(times_of(team), stay.enrolled_on, held)
    if due is not None:
        return due.kind, due.due_on
    return (FollowUpKind.THREE_MONTH if held else FollowUpKind.FIRST), day


def _give_next(team: Team, stay: Stay, made: FollowUp) -> None:
    """The day that follows from a regular one that was held."""
    if made.kind not in REGULAR:
        return
    made.kind, made.due_on = _due_before(team, stay, made.meeting_on)
    times = times_of(team).at(made.meeting_on)
    every = times.every_months if times else 3
    made.next_due_on = next_due(made.due_on, made.meeting_on, every)


def _check_days(stay: Stay, made: FollowUp) -> None:
    """Raises FollowUpRefused for a regular meeting outside the stay."""
    if made.kind not in REGULAR:
        return
    if stay.enrolled_on is None:
        raise FollowUpRefused(
            _(
                "The participant has not started yet. Book a SIP or a multi-party meeting, or wait for the start."
            ),
            "kind",
        )
    if made.meeting_on < stay.enrolled_on:
        raise FollowUpRefused(
            _("The participant started on %(day)s. Write a later day.") % {"day": stay.enrolled_on},
            "meeting_on",
        )
    if stay.exited_on is not None and made.meeting_on > stay.exited_on:
        raise FollowUpRefused(
            _("The participant leaves on %(day)s. Write that day or an earlier one.")
            % {"day": stay.exited_on},
            "meeting_on",
        )


def _refuse_twice(team: Team, stay: Stay, made: FollowUp) -> None:
    """Raises FollowUpRefused for a second booking of a regular one, and for the same meeting twice."""
    rows = FollowUp.objects.current().filter(team=team, stay=stay).exclude(series=made.series)
    if made.state == FollowUpState.BOOKED and made.kind in REGULAR:
        booked = rows.filter(state=FollowUpState.BOOKED, kind__in=REGULAR).first()
        if booked is not None:
            raise FollowUpRefused(
                _("A follow-up is already booked for %(day)s. Move that one.") % {"day": booked.meeting_on}
            )
    kinds = REGULAR if made.kind in REGULAR else [made.kind]
    states = [FollowUpState.BOOKED, *WAS_HELD] if made.kind not in REGULAR else WAS_HELD
    if rows.filter(kind__in=kinds, state__in=states, meeting_on=made.meeting_on).exists():
        raise FollowUpRefused(_("There is already such a meeting on that day."), "meeting_on")


def next_version(now: FollowUp, **changes: object) -> FollowUp:
    """The next version, unsaved."""
    names = [field.attname for field in FollowUp._meta.concrete_fields]
    left_out = {"id", "recorded_at", "superseded_at", "place_cipher", "contact_cipher"}
    values = {name: getattr(now, name) for name in names if name not in left_out}
    return FollowUp(**(values | changes))


def _kept(now: FollowUp, booking: Booking) -> Booking:
    """What was booked, on the day that is said now."""
    return replace(booking_of(now), meeting_on=booking.meeting_on)


def store(actor: Actor, made: FollowUp, booking: Booking, *, after: FollowUp | None = None) -> FollowUp:
    """Writes the version, its sealed details with it, and closes the one before."""
    moment = learning_moment(made.team_id)
    if after is not None:
        after.superseded_at = moment
        after.save(update_fields=["superseded_at"])
    (made.pk,) = new_ids(FollowUp, 1)
    made.version += 1
    is_protected = bool(protected_among(made.team_id, [made.person_id]))
    details = {"contact": booking.contact.strip(), "place": "" if is_protected else booking.place.strip()}
    if any(details.values()):
        vault = vault_to_fill(made.team_id, made.person_id)
        for what, typed in details.items():
            sealed = vault.seal(typed, place_of(made.pk, what)) if typed else None
            setattr(made, f"{what}_cipher", sealed)
    made.recorded_by_id, made.recorded_at, made.superseded_at = actor.user_id, moment, None
    made.source_id = record_source(actor=actor, team_id=made.team_id, kind=SourceKind.PAGE).pk
    made.save(force_insert=True)
    return made
