"""Talks about how a placement goes: what the employer says and what the person says, beside each other."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import Draft, Drafts
from samsteg.placements.enums import OF_CHECK_IN, CheckInForm
from samsteg.placements.models import CheckIn, Placement
from samsteg.placements.records import CheckInValues
from samsteg.placements.rules import FARTHEST_AHEAD, LONGEST_TEXT
from samsteg.placements.storing import ACT, open_placement, stamp_of, state_now, stay_of_row
from samsteg.placements.texts import checked_texts, save_texts
from samsteg.placements.workflow import Event, PlacementRefused, check

DRAFTS = Drafts(DraftKind.CHECK_IN, frozenset(part.value for part in OF_CHECK_IN), LONGEST_TEXT)


class StaleCheckIn(Refused):
    """Somebody else has corrected the check-in in between."""


@transaction.atomic
def hold_check_in(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    values: CheckInValues,
    once: uuid.UUID | None = None,
) -> CheckIn:
    """A new one; the same form sent twice makes one. The actor's draft is gone.

    Raises NotVisible, PermissionRefused, PlacementRefused.
    """
    placement = open_placement(actor, team, person_id, series)
    typed = _checked(actor, team, placement, values)
    stamp = stamp_of(actor, team)
    if once is not None:
        made = CheckIn.objects.filter(team=team, series=series, check_in=once, recorded_by_id=actor.user_id)
        if (known := made.order_by("-version").first()) is not None:
            return known
    row = CheckIn(
        team=team,
        person_id=person_id,
        stay_id=placement.stay_id,
        series=series,
        check_in=once or uuid.uuid4(),
        recorded_at=stamp.moment,
        recorded_by_id=stamp.actor_id,
        source_id=stamp.source_id,
    )
    row.held_on, row.form, row.next_on = values.held_on, values.form, values.next_on
    row.save(force_insert=True)
    save_texts(stay_of_row(placement), series, typed, stamp, check_in=row.check_in)
    drop_draft(actor=actor, team=team, person_id=person_id, series=series)
    return row


@transaction.atomic
def correct_check_in(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    check_in: uuid.UUID,
    expected_version: int,
    values: CheckInValues,
) -> CheckIn:
    """What it says from now on; what it said before stays, closed. Raises as `hold_check_in`, and StaleCheckIn."""
    require(actor, ACT, team)
    seen = CheckIn.objects.in_team(team.pk).open_to(actor).current().filter(person_id=person_id)
    now = (
        CheckIn.objects.select_for_update()
        .filter(pk__in=seen.filter(check_in=check_in).values("pk"), superseded_at__isnull=True)
        .first()
    )
    if now is None:
        raise NotVisible
    placement = open_placement(actor, team, person_id, now.series)
    if now.version != expected_version:
        raise StaleCheckIn(
            _(
                "Somebody else has corrected the check-in since you opened it. What you typed is kept. Compare."
            )
        )
    typed = _checked(actor, team, placement, values)
    drop_draft(actor=actor, team=team, person_id=person_id, series=check_in)
    stamp = stamp_of(actor, team)
    changed = save_texts(stay_of_row(placement), now.series, typed, stamp, check_in=check_in)
    if not changed and (now.held_on, now.form, now.next_on) == (values.held_on, values.form, values.next_on):
        return now
    row = CheckIn(team=team, person_id=person_id, stay_id=now.stay_id, series=now.series, check_in=check_in)
    row.version, row.held_on = now.version + 1, values.held_on
    row.form, row.next_on = values.form, values.next_on
    row.recorded_at, row.recorded_by_id, row.source_id = stamp.moment, stamp.actor_id, stamp.source_id
    now.superseded_at = stamp.moment
    now.save(update_fields=["superseded_at"])
    row.save(force_insert=True)
    return row


def _checked(actor: Actor, team: Team, placement: Placement, values: CheckInValues) -> dict[str, str]:
    """The texts as they are stored. Raises PlacementRefused."""
    check(Event.CHECK_IN, state_now(placement), actor.roles.get(team.pk, frozenset()), {})
    today = timezone.localdate()
    if values.held_on > today:
        raise PlacementRefused(
            _("The day has not come. Write it as the next check-in of the one before."), "held_on"
        )
    if values.held_on < placement.started_on:
        raise PlacementRefused(
            _("The day is before the first day, %(day)s. Change the day.") % {"day": placement.started_on},
            "held_on",
        )
    if values.form not in CheckInForm.values:
        raise PlacementRefused(_("Choose how you met."), "form")
    if values.next_on is not None and not values.held_on < values.next_on <= today + FARTHEST_AHEAD:
        raise PlacementRefused(_("Write a day after this check-in, at most a year ahead."), "next_on")
    typed = checked_texts(values.texts, OF_CHECK_IN)
    if not any(typed.values()):
        raise PlacementRefused(_("Write something of what was said."), "employer_view")
    return typed


def keep_draft(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    typed: Mapping[str, str],
    check_in: uuid.UUID | None = None,
) -> SealedDraft | None:
    """Keeps what the actor has typed of a new check-in, or of correcting `check_in`, right or wrong.

    None when no part has any text, and then nothing is kept. Raises NotVisible, PermissionRefused.
    """
    open_placement(actor, team, person_id, series)
    return DRAFTS.keep(actor=actor, team=team, person_id=person_id, key=str(check_in or series), typed=typed)


def draft_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> Draft:
    """What the actor has typed of a new check-in of the placement, or of correcting the check-in with that number."""
    return DRAFTS.read(actor=actor, team=team, person_id=person_id, key=str(series))


def drop_draft(*, actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, ACT, team)
    DRAFTS.drop(actor=actor, team=team, person_id=person_id, key=str(series))
