from __future__ import annotations

from collections.abc import Collection

from samsteg.organisation.models import Team
from samsteg.participants.origins import with_origin
from samsteg.placements.models import Placement


def placements_of_stays(team: Team, stay_ids: Collection[int]) -> list[Placement]:
    """What holds now of the stays' time at employers, newest first. The caller has seen that the stays may be read."""
    rows = with_origin(Placement.objects.filter(team=team, stay_id__in=stay_ids, superseded_at__isnull=True))
    return list(rows.order_by("-started_on", "-pk"))
