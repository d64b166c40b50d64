"""Slots and visits: booked, moved, cancelled, held. A held study visit is a dated fact of the stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.models import Protection
from samsteg.access.policies import require
from samsteg.access.staff import staff_of
from samsteg.audit.enums import SourceKind
from samsteg.audit.models import Source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.enums import EventKind
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.note_rules import tidied
from samsteg.participants.visits.enums import ChangedBy, VisitForm, VisitKind, VisitState
from samsteg.participants.visits.models import Visit, VisitSlot
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.visits.rules import FURTHEST, VisitRefused, check_told
from samsteg.participants.visits.workflow import VisitEvent, follows, may_happen
from samsteg.participants.way.current import facts_now
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import page_stamp, take_step, write_facts
from samsteg.people.vault import vault_to_fill

LONGEST_PLACE: Final = 120


class StaleVisit(Refused):
    """Somebody else has changed the visit in between."""


def asked_place(visit_id: int) -> str:
    """Where what the person asked is sealed."""
    return f"visit:{visit_id}"


def met_place(visit_id: int) -> str:
    """Where the place of meeting is sealed."""
    return f"visit_place:{visit_id}"


def add_slot(*, actor: Actor, team: Team, slot: VisitSlot) -> VisitSlot:
    """A time that stands every week from `slot.valid_from` on. Raises PermissionRefused, VisitRefused."""
    require(actor, "visits.slots", team)
    if not 10 <= slot.minutes <= 480:
        raise VisitRefused(_("Between 10 minutes and 8 hours."), "minutes")
    slot.team, slot.recorded_by_id = team, actor.user_id
    slot.place = " ".join(slot.place.split())[:LONGEST_PLACE]
    slot.save(force_insert=True)
    return slot


def end_slot(*, actor: Actor, team: Team, slot_id: int) -> None:
    """It stands no more from today; what is booked in it stays booked. Twice is once. Raises NotVisible."""
    require(actor, "visits.slots", team)
    row = VisitSlot.objects.filter(team=team, pk=slot_id).first()
    if row is None:
        raise NotVisible
    today = timezone.localdate()
    if row.valid_to is None or row.valid_to > today:
        row.valid_to = max(today, row.valid_from)
        row.save(update_fields=["valid_to"])


@transaction.atomic
def book_visit(*, actor: Actor, team: Team, person_id: int, booking: Booking) -> Visit:
    """For somebody referred who hasn't started; the same booking twice is one.

    Raises PermissionRefused, NotVisible, VisitRefused.
    """
    require(actor, "visits.write", team)
    stay = _waiting_stay(actor, team, person_id)
    Stay.objects.select_for_update().filter(pk=stay.pk).first()  # two clicks come one after the other
    made = Visit.objects.in_team(team.pk).filter(
        stay=stay,
        state=VisitState.BOOKED,
        kind=booking.kind,
        on_day=booking.on_day,
        starts_at=booking.starts_at,
        slot_id=booking.slot_id,
    )
    return made.first() or _add(actor, team, stay, booking)


@transaction.atomic
def move_visit(
    *, actor: Actor, team: Team, visit_id: int, expected_version: int, by: str, booking: Booking
) -> Visit:
    """The booked one is marked as moved, and another follows it. Raises as `book_visit`, StaleVisit."""
    require(actor, "visits.write", team)
    row = _booked(actor, team, visit_id, expected_version, VisitEvent.MOVE)
    _end(row, VisitState.MOVED, by)
    return _add(actor, team, row.stay, booking, follows=row)


@transaction.atomic
def cancel_visit(*, actor: Actor, team: Team, visit_id: int, expected_version: int, by: str) -> Visit:
    """Raises as `move_visit`."""
    require(actor, "visits.write", team)
    row = _booked(actor, team, visit_id, expected_version, VisitEvent.CANCEL)
    _end(row, VisitState.CANCELLED, by)
    return row


@transaction.atomic
def hold_visit(*, actor: Actor, team: Team, visit_id: int, expected_version: int, told: Told) -> Visit:
    """It has been held; again, to correct what was written. A study visit gives the stay its day, the first one counts.

    A no ends the referral where `told` says so, by the step of the way. Raises as `move_visit`.
    """
    require(actor, "visits.write", team)
    told = replace(told, asked=tidied(told.asked))
    row = _locked(actor, team, visit_id, expected_version)
    if not may_happen(VisitEvent.HOLD, row.state):
        raise StaleVisit(_("The visit has been moved or cancelled since you opened it. Look at it again."))
    check_told(told, row.kind, row.on_day, timezone.localdate())
    row.state, row.outcome, row.version = VisitState.HELD, told.outcome, row.version + 1
    row.ask_again_on = told.ask_again_on
    vault = vault_to_fill(team.pk, row.person_id)
    row.asked_cipher = vault.seal(told.asked, asked_place(row.pk)) if told.asked else None
    row.save(update_fields=["state", "outcome", "ask_again_on", "asked_cipher", "version"])
    if row.kind == VisitKind.STUDY_VISIT:
        _note_day(actor, team, row)
    if told.ends_referral:
        _end_referral(actor, team, row)
    return row


@transaction.atomic
def undo_visit(*, actor: Actor, team: Team, visit_id: int, expected_version: int) -> Visit:
    """It wasn't held: it is booked again. What was asked is kept; the outcome goes, and the stay's day with it.

    Raises as `move_visit`; VisitRefused once the person has started, or the referral has ended.
    """
    require(actor, "visits.write", team)
    row = _locked(actor, team, visit_id, expected_version)
    if not may_happen(VisitEvent.UNDO, row.state):
        raise StaleVisit(_("The visit is not noted as held. Look at it again."))
    if row.stay.enrolled_on is not None or row.stay.not_enrolled_on is not None:
        raise VisitRefused(
            _("The participant has started, or the referral has ended. Take that back first, on the way.")
        )
    row.book_again()
    if row.kind == VisitKind.STUDY_VISIT and row.stay.study_visit_on == row.on_day:
        _forget_day(actor, team, row.stay)
    return row


def _forget_day(actor: Actor, team: Team, stay: Stay) -> None:
    """The fact STUDY_VISIT is that of the first visit still held, or the day that a workbook told, or none."""
    stamp = page_stamp(actor, team)
    stay.refresh_from_db()  # the team's facts are locked from here
    by_page = Source.objects.filter(team_id=team.pk, kind__in=(SourceKind.PAGE, SourceKind.UNDO))
    told = StayEvent.objects.filter(team=team, stay=stay, kind=EventKind.STUDY_VISIT)
    told = told.exclude(source_id__in=by_page.values("pk")).order_by("-recorded_at", "-pk")
    days = [
        *_held(team, stay).values_list("on_day", flat=True),
        *told.values_list("occurred_on", flat=True)[:1],
    ]
    write_facts(actor, team, stay, replace(facts_now(stay), study_visit_on=min(days, default=None)), stamp)


def _held(team: Team, stay: Stay) -> QuerySet[Visit]:
    return Visit.objects.in_team(team.pk).filter(stay=stay, kind=VisitKind.STUDY_VISIT, state=VisitState.HELD)


def _end_referral(actor: Actor, team: Team, row: Visit) -> None:
    """By the table of the way, on the day of the visit: so it can be taken back there, and nowhere else."""
    what = follows(row.outcome)
    if what.ends is None or what.reason is None:
        raise VisitRefused(_("The referral ends here only after a no."), "ends_referral")
    values = StepValues(on=row.on_day, reason=what.reason)
    try:
        take_step(actor=actor, team=team, stay_id=row.stay_id, step=what.ends, values=values)
    except StepRefused as refusal:
        raise VisitRefused(str(refusal), "ends_referral") from refusal


def _note_day(actor: Actor, team: Team, row: Visit) -> None:
    """The fact STUDY_VISIT on the day of the first that was held; an earlier day that is known already stays."""
    stay = row.stay
    days = _held(team, stay).values_list("on_day", flat=True)
    first = min([*days, *filter(None, [stay.study_visit_on])])
    if first != stay.study_visit_on:
        stamp = page_stamp(actor, team)
        stay.refresh_from_db()  # the team's facts are locked from here
        write_facts(actor, team, stay, replace(facts_now(stay), study_visit_on=first), stamp)
        row.day_given_at = stamp.moment
        row.save(update_fields=["day_given_at"])


def _waiting_stay(actor: Actor, team: Team, person_id: int) -> Stay:
    """The newest stay of somebody who hasn't started. Raises NotVisible, VisitRefused."""
    stays = Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).order_by("-pk")
    if not stays.exists():
        raise NotVisible
    found = stays.filter(enrolled_on__isnull=True, not_enrolled_on__isnull=True).first()
    if found is None:
        raise VisitRefused(
            _(
                "The participant has started, or the referral has ended. Visits are for those who haven't started."
            )
        )
    return found


def _add(actor: Actor, team: Team, stay: Stay, booking: Booking, *, follows: Visit | None = None) -> Visit:
    _check_booking(team, booking)
    (pk,) = new_ids(Visit, 1)
    row = Visit(
        pk=pk,
        team=team,
        person_id=stay.person_id,
        stay=stay,
        slot_id=booking.slot_id,
        follows=follows,
        kind=booking.kind,
        form=booking.form,
        place_cipher=_sealed_met(team, stay.person_id, pk, booking.place),
        on_day=booking.on_day,
        starts_at=booking.starts_at,
        minutes=booking.minutes,
        host_id=booking.host_id,
        with_referrer=booking.with_referrer,
        recorded_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise VisitRefused(
            _("Somebody has taken the slot since you opened the page. Choose another."), "slot"
        ) from fault
    return row


def _sealed_met(team: Team, person_id: int, visit_id: int, place: str) -> bytes | None:
    """Nothing of somebody whose identity is protected: where they are met is what must not be known."""
    text = " ".join(tidied(place).split())[:LONGEST_PLACE]
    protected = Protection.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    if not text or protected.exists():
        return None
    return vault_to_fill(team.pk, person_id).seal(text, met_place(visit_id))


def _check_booking(team: Team, booking: Booking) -> None:
    today = timezone.localdate()
    if booking.kind not in VisitKind.values or booking.form not in VisitForm.values:
        raise VisitRefused(_("Choose what it is, and how you meet."), "kind")
    if not today - FURTHEST <= booking.on_day <= today + FURTHEST:
        raise VisitRefused(_("The day is more than a year away. Check the year."), "on_day")
    if not 10 <= booking.minutes <= 480:
        raise VisitRefused(_("Between 10 minutes and 8 hours."), "minutes")
    if booking.slot_id is not None and not _stands(team, booking):
        raise VisitRefused(_("The slot does not stand on that day. Choose another."), "slot")
    if booking.slot_id is None and booking.host_id is not None and not _receives(team, booking.host_id):
        raise VisitRefused(_("Choose among those who work in the team."), "host")


def _receives(team: Team, host_id: int) -> bool:
    return any(one.user_id == host_id for one in staff_of(team.pk))


def _stands(team: Team, booking: Booking) -> bool:
    rows = VisitSlot.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=booking.on_day),
        team=team,
        pk=booking.slot_id or 0,
        valid_from__lte=booking.on_day,
        weekday=booking.on_day.isoweekday(),
    )
    return rows.exists()


def _booked(actor: Actor, team: Team, visit_id: int, expected_version: int, event: VisitEvent) -> Visit:
    row = _locked(actor, team, visit_id, expected_version)
    if not may_happen(event, row.state):
        raise StaleVisit(_("The visit is no longer booked. Look at it again."))
    return row


def _locked(actor: Actor, team: Team, visit_id: int, expected_version: int) -> Visit:
    """Raises NotVisible, StaleVisit."""
    seen = Visit.objects.in_team(team.pk).open_to(actor).filter(pk=visit_id)
    row = Visit.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise NotVisible
    if row.version != expected_version:
        raise StaleVisit(
            _("A colleague has changed the visit since you opened it. What you wrote is still here.")
        )
    return row


def _end(row: Visit, state: VisitState, by: str) -> None:
    if by not in ChangedBy.values:
        raise VisitRefused(_("Choose who asked for it."), "by")
    row.state, row.changed_by, row.version = state, by, row.version + 1
    row.save(update_fields=["state", "changed_by", "version"])
