"""Where a person has worked, and how it is forgotten. Called by `exchange.protecting`."""

from __future__ import annotations

from samsteg.organisation.models import Team
from samsteg.placements.models import HIDDEN_EMPLOYER, Placement


def count_employers(team: Team, stay_ids: list[int]) -> int:
    rows = Placement.objects.filter(team=team, stay_id__in=stay_ids)
    return rows.exclude(employer__startswith=HIDDEN_EMPLOYER).values("employer").distinct().count()


def forget_employers(team: Team, stay_ids: list[int]) -> None:
    """In every version. Each gets a sign of its own, so that figures still count the placements apart."""
    rows = list(Placement.objects.filter(team=team, stay_id__in=stay_ids).order_by("pk"))
    signs: dict[str, str] = {}
    for row in rows:
        if not row.employer.startswith(HIDDEN_EMPLOYER):
            row.employer = signs.setdefault(row.employer, f"{HIDDEN_EMPLOYER} {len(signs) + 1}")
    Placement.objects.bulk_update(rows, ["employer"])
