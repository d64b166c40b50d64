"""What the law leaves to the controller: each a dated decision with its number, with a careful default without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import ProtectionRule, RuleName, TeamAccess
from samsteg.access.models import ControllerRule
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team

ON, OFF = "on", "off"
MONTHS = tuple(str(number) for number in range(1, 13))
# The values of each rule; the first is what holds without a decision: the one that opens least.
VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        RuleName.TEAM_ACCESS: (
            TeamAccess.WITH_TEAM_CONSENT,
            TeamAccess.ASSIGNED_ONLY,
            TeamAccess.WHOLE_TEAM,
        ),
        RuleName.PROTECTED_IDENTITY: tuple(ProtectionRule),
        RuleName.CONSENT_MONTHS: tuple(reversed(MONTHS)),
        RuleName.REGISTRATION_CONSENT: (OFF, ON),
        RuleName.STAFF_NAMES_IN_EXTRACT: (OFF, ON),
        RuleName.REFUSALS_COUNTED: (OFF, ON),
        RuleName.PUBLIC_REFERRAL: (OFF, ON),
        RuleName.OFFLINE_ROLL_CALL: (OFF, ON),
        RuleName.OWN_PAGE: (OFF, ON),
        RuleName.OWN_PAGE_PROTECTED: (OFF, ON),
        RuleName.PERSONAL_LINK: (OFF, ON),
    }
)


def rules_at(team_id: int, day: dt.date | None = None) -> dict[str, str]:
    """Every rule's value on the day (today), by name."""
    held = dict(rules_question(team_id, day or timezone.localdate()))
    return {name: held.get(name, values[0]) for name, values in VALUES.items()}


@KeptRows
def rules_question(team_id: int, on: dt.date) -> QuerySet[ControllerRule, tuple[str, str]]:
    decided = ControllerRule.objects.filter(team_id=team_id, valid_from__lte=on)
    return decided.order_by("name", "-valid_from", "-pk").distinct("name").values_list("name", "value")


def decide_rule(
    *, actor: Actor, team: Team, name: str, value: str, valid_from: dt.date, decision_number: str
) -> ControllerRule:
    """Records a decision. Raises Refused for an unknown rule or value, or without the decision's number."""
    require(actor, "controller.decide", team)
    if value not in VALUES.get(name, ()):
        raise Refused(_("Choose one of the values that the rule can have."))
    if not decision_number.strip():
        raise Refused(_("Write the number of the decision, so that it can be found again."))
    return ControllerRule.objects.create(
        team=team,
        name=name,
        value=value,
        valid_from=valid_from,
        decision_number=decision_number.strip(),
        decided_by_id=actor.user_id,
    )


def decisions_of(*, actor: Actor, team: Team) -> list[ControllerRule]:
    """Every decision about the team, the newest day first."""
    require(actor, "controller.decide", team)
    rows = ControllerRule.objects.filter(team=team).select_related("decided_by")
    return list(rows.order_by("-valid_from", "-pk"))
