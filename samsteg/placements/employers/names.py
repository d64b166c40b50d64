"""The names that the register's employers are known by."""

from __future__ import annotations

from collections.abc import Mapping

from samsteg.organisation.models import Team
from samsteg.placements.employers.models import Employer, EmployerName


def known_names(team: Team) -> dict[str, int]:
    """By folded name the employer that has it; for a twin the one that it is merged into."""
    parents = dict(Employer.objects.filter(team=team).values_list("pk", "merged_into_id"))
    names = EmployerName.objects.filter(team=team).values_list("folded", "employer_id")
    return {name: _root(pk, parents) for name, pk in names}


def _root(pk: int, parents: Mapping[int, int | None]) -> int:
    seen: set[int] = set()
    while (parent := parents.get(pk)) is not None and pk not in seen:
        seen.add(pk)
        pk = parent
    return pk
