"""The one window through which the controller's officer sees persons: the team's own id, in a review of the log.

Each person shown is written to the log. Who has protected identity is not named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.context import opened_for_review
from samsteg.core.facts import among
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

PROTECTED = ""


def own_ids_in_review(
    *, actor: Actor, team: Team, person_ids: Collection[int], place: str
) -> Mapping[int, str]:
    """The newest own id of each person, `PROTECTED` where the identity is; logged. Unknown persons are left out.

    Raises PermissionRefused for all but the team's officer.
    """
    require(actor, "log.review", team)
    wanted = set(person_ids)
    with opened_for_review(actor, team.pk):
        rows = among(Stay.objects.in_team(team.pk).order_by("pk"), "person_id", wanted)
        found = dict(rows.values_list("person_id", "own_id"))
        hidden = protected_among(team.pk, wanted)
    named = {person_id: own_id for person_id, own_id in found.items() if person_id in wanted - hidden}
    log_reads(actor=actor, team_id=team.pk, person_ids=named, kind=ReadKind.REVIEW, place=place)
    return named | dict.fromkeys(hidden, PROTECTED)


def person_in_review(*, actor: Actor, team: Team, own_id: str) -> int | None:
    """Whose log the officer asks for, by the team's own id; a person with protected identity isn't found by it."""
    require(actor, "log.review", team)
    with opened_for_review(actor, team.pk):
        row = Stay.objects.in_team(team.pk).filter(own_id__iexact=own_id.strip()).order_by("pk").first()
        if row is None or protected_among(team.pk, [row.person_id]):
            return None
    return row.person_id
