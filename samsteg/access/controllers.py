"""Who answers for a team's records: named by the workbook, decided with a day and a number. Until then: practice."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import ControllerDecision, Team


def controllers_of(*, actor: Actor, team: Team) -> list[ControllerDecision]:
    """Everyone named, decided or not, by name."""
    require(actor, "controller.decide", team)
    rows = ControllerDecision.objects.filter(team=team).select_related("controller")
    return sorted(rows, key=lambda row: (row.controller.name.casefold(), row.pk))


def date_controller(
    *, actor: Actor, team: Team, decision_id: int, decided_on: dt.date, decision_number: str
) -> ControllerDecision:
    """Writes the decision's day and number; the team's practice mark goes with the next page.

    Raises Refused for one that is decided already, a day to come, or a decision without its number.
    """
    require(actor, "controller.decide", team)
    row = ControllerDecision.objects.select_for_update().filter(pk=decision_id, team=team).first()
    if row is None or row.decided_on is not None:
        raise Refused(_("The decision is already written. Load the page again."))
    if decided_on > timezone.localdate():
        raise Refused(_("The day hasn't come yet. Write the day when it was decided."))
    if not decision_number.strip():
        raise Refused(_("Write the number of the decision, so that it can be found again."))
    row.decided_on, row.decision_number = decided_on, decision_number.strip()
    row.save()
    return row
