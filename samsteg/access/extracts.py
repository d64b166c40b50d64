"""Decisions that leave openings out of a person's own extract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Role
from samsteg.access.extract_models import WithheldOpening
from samsteg.access.models import Membership
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Days are inclusive, `last_on` None: until further notice. `authority_id` None: the team's own openings."""

    authority_id: int | None
    first_on: dt.date
    last_on: dt.date | None
    paragraph: str
    decided_on: dt.date
    decided_by: str
    decision_number: str


def withhold_openings(*, actor: Actor, team: Team, person_id: int, decision: Decision) -> WithheldOpening:
    """Leaves a unit's openings out of the person's extract. The caller has seen that the actor sees the person.

    Raises PermissionRefused; Refused without paragraph, decider and number, or when days run backwards.
    """
    require(actor, "who_knows.withhold", team)
    if not (decision.paragraph.strip() and decision.decided_by.strip() and decision.decision_number.strip()):
        raise Refused(_("Write the paragraph, who decided, and the number of the decision."))
    if decision.last_on is not None and decision.last_on < decision.first_on:
        raise Refused(_("The last day lies before the first. Choose a later day."))
    if decision.decided_on > timezone.localdate():
        raise Refused(_("The decision's day has not been yet."))
    if decision.authority_id is not None and decision.authority_id not in units_of_team(team.pk):
        raise Refused(_("Choose the team, or an authority that has had a representative in it."))
    return WithheldOpening.objects.create(
        team=team,
        person_id=person_id,
        authority_id=decision.authority_id,
        first_on=decision.first_on,
        last_on=decision.last_on,
        paragraph=decision.paragraph.strip(),
        decided_on=decision.decided_on,
        decided_by=decision.decided_by.strip(),
        decision_number=decision.decision_number.strip(),
        recorded_by_id=actor.user_id,
    )


def end_withholding(*, actor: Actor, team: Team, person_id: int, withheld_id: int) -> None:
    """The openings stand in the extract again. Raises PermissionRefused, NotVisible."""
    require(actor, "who_knows.withhold", team)
    row = withheld_now(team.pk, person_id).filter(pk=withheld_id).first()
    if row is None:
        raise NotVisible
    row.ended_by_id, row.ended_at = actor.user_id, timezone.now()
    row.save(update_fields=["ended_by_id", "ended_at"])


def withheld_now(team_id: int, person_id: int) -> QuerySet[WithheldOpening]:
    rows = WithheldOpening.objects.filter(team_id=team_id, person_id=person_id, ended_at__isnull=True)
    return rows.select_related("authority").order_by("-first_on", "-pk")


def units_of_team(team_id: int) -> dict[int, str]:
    """Authorities that have or have had a representative in the team."""
    rows = Membership.objects.filter(team_id=team_id, role=Role.REPRESENTATIVE, authority__isnull=False)
    return {
        authority_id: name
        for authority_id, name in rows.values_list("authority_id", "authority__name")
        if authority_id is not None and name
    }


def is_withheld(rows: Iterable[WithheldOpening], day: dt.date, authority_ids: Iterable[int]) -> bool:
    """Whether a decision leaves out what somebody of these authorities (none: of the team) opened on the day."""
    of_unit = set(authority_ids)
    return any(
        (row.authority_id in of_unit if of_unit else row.authority_id is None)
        and row.first_on <= day
        and (row.last_on is None or day <= row.last_on)
        for row in rows
    )
