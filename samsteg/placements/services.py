"""What happens to a placement: planned, changed, ended, ended early, opened again, taken back. Facts dated twice."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.placements.agreements import withdraw_all
from samsteg.placements.employers.room import refuse_one_too_many
from samsteg.placements.enums import (
    OF_PLACEMENT,
    BreakReason,
    DecidedBy,
    EndedHow,
    FoundBy,
    InsuredBy,
    Outcome,
    PlacementForm,
)
from samsteg.placements.ladders import (
    add_rung,
    check_rungs_inside,
    drop_rungs_after,
    move_first_rung,
    restore_rungs,
    stored_rungs,
)
from samsteg.placements.models import HIDDEN_EMPLOYER, CheckIn, HoursStep, Placement, PlacementText
from samsteg.placements.records import Ending, PlacementValues, Rung
from samsteg.placements.rules import check_hours
from samsteg.placements.storing import (
    check_days_of,
    copy_of,
    current_placement,
    stamp_of,
    state_now,
    stay_of,
    stay_of_row,
    store,
)
from samsteg.placements.texts import checked_texts, save_texts
from samsteg.placements.workflow import MISSING, Event, PlacementRefused, check

LONGEST_NAME = 200


@transaction.atomic
def plan_placement(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    values: PlacementValues,
    once: uuid.UUID | None = None,
    anyway: bool = False,
) -> Placement:
    """A new placement in the newest stay; the same form sent twice makes one. `anyway`: the employer takes one more
    than it has said, which has been told.

    Raises NotVisible, PermissionRefused, PlacementRefused.
    """
    stay = stay_of(actor, team, person_id)
    stamp = stamp_of(actor, team)
    if once is not None:
        made = Placement.objects.filter(stay=stay, series=once, recorded_by_id=actor.user_id).last()
        if made is not None:
            return made
    _check_said(actor, team, Event.PLAN, None, values)
    row = Placement(team=team, stay=stay, series=once or uuid.uuid4(), version=0)
    _fill(row, stay, values)
    if not anyway:
        refuse_one_too_many(team, row.employer, row.started_on, row.ended_on)
    if values.hours is not None:
        check_hours(values.hours)
        row.hours_per_week = values.hours
    typed = checked_texts(values.texts, OF_PLACEMENT)
    store(row, stamp)
    if values.hours is not None:
        add_rung(row, stay, Rung(values.started_on, values.hours), stamp)
    save_texts(stay, row.series, typed, stamp)
    return row


@transaction.atomic
def change_placement(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    expected_version: int,
    values: PlacementValues,
    anyway: bool = False,
) -> Placement:
    """What is agreed on from now. Its hours and how it ended stay. The same again changes nothing. `anyway` as in
    `plan_placement`, for another place or other days.
    """
    now = current_placement(actor, team, person_id, series, expected_version)
    stay = stay_of_row(now)
    _check_said(actor, team, Event.CHANGE, state_now(now), values)
    typed = checked_texts(values.texts, OF_PLACEMENT)
    row = copy_of(now)
    _fill(row, stay, values)
    if not anyway and not now.ended_how and _place(row) != _place(now):
        refuse_one_too_many(team, row.employer, row.started_on, row.ended_on, but=series)
    if now.ended_how and row.ended_on is None:
        raise PlacementRefused(str(MISSING["ended_on"]), "ended_on")
    stamp = stamp_of(actor, team)
    rungs = stored_rungs(team, series)
    check_rungs_inside(rungs, now, row)
    if save_texts(stay, series, typed, stamp) or not _same(now, row):
        move_first_rung(now, row, rungs, stay, stamp)
        store(row, stamp, after=now)
        return row
    return now


@transaction.atomic
def end_placement(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    expected_version: int,
    ending: Ending,
    early: bool,
) -> Placement:
    """It ended, as planned or `early`, and what came of it."""
    now = current_placement(actor, team, person_id, series, expected_version)
    event = Event.BREAK_OFF if early else Event.END
    said: dict[str, object] = {
        "ended_on": ending.ended_on,
        "outcome": ending.outcome in Outcome.values,
        "decided_by": ending.decided_by in DecidedBy.values,
        "break_reason": ending.reason in BreakReason.values,
    }
    check(event, state_now(now), actor.roles.get(team.pk, frozenset()), said)
    if ending.ended_on > timezone.localdate():
        raise PlacementRefused(
            _("The day has not come. Write it as the planned last day instead."), "ended_on"
        )
    row = copy_of(now)
    row.ended_on, row.outcome = ending.ended_on, ending.outcome
    row.ended_how = EndedHow.BROKEN_OFF if early else EndedHow.COMPLETED
    row.decided_by, row.break_reason = (ending.decided_by, ending.reason) if early else ("", "")
    stay, stamp = stay_of_row(now), stamp_of(actor, team)
    check_days_of(stay, row)
    drop_rungs_after(row, stamp)
    store(row, stamp, after=now)
    return row


@transaction.atomic
def reopen_placement(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    expected_version: int,
    anyway: bool = False,
) -> Placement:
    """Ended by mistake: as it was planned before, with the steps of the ladder that never came. The check-ins stay.
    `anyway` as in `plan_placement`: somebody else may have the room by now.
    """
    now = current_placement(actor, team, person_id, series, expected_version)
    check(Event.REOPEN, state_now(now), actor.roles.get(team.pk, frozenset()), {})
    before = Placement.objects.filter(team=team, series=series, ended_how="").order_by("-version").first()
    row = copy_of(now)
    row.ended_on = before.ended_on if before and now.ended_how else None
    row.ended_how, row.decided_by, row.break_reason, row.outcome = "", "", "", ""
    if not anyway:
        refuse_one_too_many(team, row.employer, row.started_on, row.ended_on, but=series)
    stay, stamp = stay_of_row(now), stamp_of(actor, team)
    check_days_of(stay, row)
    restore_rungs(row, stay, stamp)
    store(row, stamp, after=now)
    return row


@transaction.atomic
def take_back_placement(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, expected_version: int
) -> None:
    """It never came to be, or was written by mistake: counted nowhere from now on, nor is what was said of it."""
    now = current_placement(actor, team, person_id, series, expected_version)
    check(Event.TAKE_BACK, state_now(now), actor.roles.get(team.pk, frozenset()), {})
    stamp = stamp_of(actor, team)
    now.superseded_at = stamp.moment
    now.save(update_fields=["superseded_at"])
    HoursStep.objects.current().filter(team=team, series=series).update(superseded_at=stamp.moment)
    CheckIn.objects.current().filter(team=team, series=series).update(superseded_at=stamp.moment)
    PlacementText.objects.current().filter(team=team, series=series).update(superseded_at=stamp.moment)
    withdraw_all(team, series, stamp.moment)


def _check_said(actor: Actor, team: Team, event: Event, state: Any, values: PlacementValues) -> None:
    said: dict[str, object] = {
        "form": values.form in PlacementForm.values,
        "employer": values.employer.strip(),
        "started_on": values.started_on,
    }
    check(event, state, actor.roles.get(team.pk, frozenset()), said)
    if len(values.employer) > LONGEST_NAME:
        raise PlacementRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_NAME}, "employer")
    if values.found_by not in ("", *FoundBy.values):
        raise PlacementRefused(_("Choose from the list."), "found_by")
    if values.insured_by not in ("", *InsuredBy.values):
        raise PlacementRefused(_("Choose from the list."), "insured_by")


def _fill(row: Placement, stay: Any, values: PlacementValues) -> None:
    """Raises PlacementRefused. A protected person's workplace is never stored: a sign stands in its place."""
    row.form, row.started_on, row.ended_on = values.form, values.started_on, values.ended_on
    row.found_by, row.insured_by = values.found_by, values.insured_by
    if stay.person_id in protected_among(row.team_id, [stay.person_id]):
        row.employer = row.employer or _free_sign(stay)
    else:
        row.employer = " ".join(values.employer.split())
        if row.employer.startswith(HIDDEN_EMPLOYER):
            raise PlacementRefused(str(MISSING["employer"]), "employer")
    check_days_of(stay, row)
    same = Placement.objects.filter(
        stay=stay, employer=row.employer, started_on=row.started_on, superseded_at__isnull=True
    )
    if same.exclude(series=row.series).exists():
        raise PlacementRefused(
            _("The same place from the same day stands here already. Change that one instead."), "started_on"
        )


def _place(row: Placement) -> tuple[object, ...]:
    return row.employer, row.started_on, row.ended_on


def _free_sign(stay: Any) -> str:
    taken = set(Placement.objects.filter(stay=stay).values_list("employer", flat=True))
    return next(sign for n in range(1, len(taken) + 2) if (sign := f"{HIDDEN_EMPLOYER} {n}") not in taken)


def _same(now: Placement, row: Placement) -> bool:
    stamps = {"id", "recorded_at", "superseded_at", "recorded_by_id", "source_id", "version"}
    names = [one.attname for one in Placement._meta.concrete_fields if one.name not in stamps]
    return all(getattr(now, name) == getattr(row, name) for name in names)
