"""Correcting what is known of a stay: a new dated fact beside the old one, never over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact, Stamp, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayDetail, StayEvent
from samsteg.participants.records import StayFacts
from samsteg.participants.way.current import facts_now, known_now, stay_now
from samsteg.participants.way.early import require_still_early
from samsteg.participants.way.enums import Moment, OrderReason
from samsteg.participants.way.models import CURRENT, Situation
from samsteg.participants.way.rules import AHEAD, StepRefused
from samsteg.participants.way.services import ACT, page_stamp, write_facts
from samsteg.participants.way.undoing import facts_of

MAY_LIE_AHEAD = frozenset({"enrolled_on", "exited_on"})
DAYS = tuple(field.name for field in fields(StayFacts) if field.name.endswith("_on"))


def version_of(stay: Stay) -> str:
    """Changes with every fact of the stay; a form carries it, so that a stale one is noticed."""
    rows: tuple[type[Fact], ...] = (StayEvent, StayDetail)
    moments = [
        found
        for model in rows
        for found in facts_of(model, stay)
        .aggregate(a=models.Max("recorded_at"), b=models.Max("superseded_at"))
        .values()
        if found
    ]
    return max(moments).isoformat() if moments else ""


def goes_on_twice(stay: Stay) -> bool:
    """Whether the referral goes on while another stay of the same person does: it may have come twice."""
    if stay.enrolled_on or stay.not_enrolled_on:
        return False
    open_ = {"exited_on__isnull": True, "not_enrolled_on__isnull": True}
    others = Stay.objects.in_team(stay.team_id).known().filter(person_id=stay.person_id, **open_)
    return others.exclude(pk=stay.pk).exists()


def version_among(facts: Iterable[Fact]) -> str:
    """As `version_of`, of facts that have been fetched: every version of the stay's events and details."""
    moments = [one for fact in facts for one in (fact.recorded_at, fact.superseded_at) if one]
    return max(moments).isoformat() if moments else ""


@transaction.atomic
def correct_stay(
    *,
    actor: Actor,
    team: Team,
    stay_id: int,
    changes: Mapping[str, object],
    expected_version: str,
    order_reason: str = "",
    trial_group_ends_on: dt.date | None = None,
) -> None:
    """`changes` by the fields of StayFacts; what is not named stays. `order_reason`: why a start before the referral.

    `trial_group_ends_on`: of the group that the trial period ended with, as for the step of the exit.
    Raises PermissionRefused, NotVisible, StepRefused, which names the field where it is one.
    """
    require(actor, ACT, team)
    stamp = page_stamp(actor, team)
    today = timezone.localdate()
    stay, _state = stay_now(actor, team, stay_id, today)
    if version_of(stay) != expected_version:
        raise StepRefused(
            _("Somebody else has changed the stay meanwhile. Your values are kept. Compare them.")
        )
    before = facts_now(stay)
    facts = replace(before, **changes)  # type: ignore[arg-type]  # names of StayFacts, checked by replace
    born_on = known_now(stay).born_on
    for name in DAYS:
        day = getattr(facts, name)
        if day and day > today + (AHEAD if name in MAY_LIE_AHEAD else dt.timedelta(0)):
            raise StepRefused(_("The day hasn't come yet. Write a day up to today."), name)
        if day and born_on and day <= born_on:
            raise StepRefused(_("The day is before the participant was born. Check the year."), name)
    _check_protected(team, stay, before, facts)
    require_still_early(team, stay, before, facts, trial_group_ends_on)
    _keep_order(team, stay, before, facts, order_reason, stamp)
    write_facts(actor, team, stay, facts, stamp)


def _check_protected(team: Team, stay: Stay, before: StayFacts, facts: StayFacts) -> None:
    """Where a protected person is registered is not written down again. Raises StepRefused."""
    if not facts.municipality_code or facts.municipality_code == before.municipality_code:
        return
    if protected_among(team.pk, [stay.person_id]):
        raise StepRefused(
            _("The municipality of a person with protected identity is never kept."), "municipality_code"
        )


def _keep_order(
    team: Team, stay: Stay, before: StayFacts, facts: StayFacts, reason: str, stamp: Stamp
) -> None:
    """A start before the referral takes a reason, where the correction makes it so. Raises StepRefused."""
    days = (facts.referred_on, facts.enrolled_on)
    if days == (before.referred_on, before.enrolled_on) or not is_out_of_order(*days):
        return
    if reason not in OrderReason.values:
        raise StepRefused(
            _("The start is before the referral (%(day)s). Choose why, or mend the day.")
            % {"day": facts.referred_on},
            "order_reason",
        )
    rows = Situation.objects.filter(CURRENT, team=team, stay=stay, moment=Moment.START)
    names = ("occupation", "education", "start_form", "follow_ups_agreed_on")
    known = rows.values_list(*names).first() or ("", "", "", None)
    replace_facts(
        Situation.objects.filter(stay=stay),
        team_id=team.pk,
        key=("stay_id", "moment"),
        values=(*names, "order_reason"),
        desired={(stay.pk, Moment.START.value): (*known, reason)},
        stamp=stamp,
    )


def is_out_of_order(referred_on: dt.date | None, enrolled_on: dt.date | None) -> bool:
    return referred_on is not None and enrolled_on is not None and enrolled_on < referred_on
