"""Correcting what is known of a stay: a new dated fact beside the old one, never over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayDetail, StayEvent
from samsteg.participants.records import StayFacts
from samsteg.participants.way.current import facts_now, known_now, stay_now
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


@transaction.atomic
def correct_stay(
    *, actor: Actor, team: Team, stay_id: int, changes: Mapping[str, object], expected_version: str
) -> None:
    """`changes` by the fields of StayFacts; what is not named stays.

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
    facts = replace(facts_now(stay), **changes)  # type: ignore[arg-type]  # names of StayFacts, checked by replace
    born_on = known_now(stay).born_on
    for name in DAYS:
        day = getattr(facts, name)
        if day and day > today + (AHEAD if name in MAY_LIE_AHEAD else dt.timedelta(0)):
            raise StepRefused(_("The day hasn't come yet. Write a day up to today."), name)
        if day and born_on and day <= born_on:
            raise StepRefused(_("The day is before the participant was born. Check the year."), name)
    write_facts(actor, team, stay, facts, stamp)
