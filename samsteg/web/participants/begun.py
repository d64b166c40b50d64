"""The way back to an intake that somebody has left for another page of the person."""

from __future__ import annotations

from django.urls import reverse

from samsteg.access.policies import may
from samsteg.participants.way.drafts import begun_steps
from samsteg.participants.way.enums import Step
from samsteg.participants.way.services import ACT
from samsteg.web.participants.entering import Entered

AFTER_CONSENTS = 2  # the part of the intake that follows the consents


def begun_intake(entered: Entered, *, part: int | None = None) -> str:
    """The address to go on at: of `part`, or of the page to check; empty where the reader has begun no intake."""
    actor, team, person_id = entered.actor, entered.team, entered.person_id
    if not entered.is_staff or not may(actor, ACT, team):
        return ""
    if Step.ENROL not in begun_steps(actor, team, person_id):
        return ""
    place = [team.slug, person_id, Step.ENROL]
    return reverse("way_part", args=[*place, part]) if part else reverse("way_check", args=place)
