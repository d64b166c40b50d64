"""What the register's employers and their twins are known by, and when they signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from samsteg.organisation.models import Team
from samsteg.placements.employers.models import Employer, EmployerDocument, EmployerName


def newest_signed(team: Team) -> dict[int, dt.date]:
    """By employer the day when its newest agreement was signed, a twin's counted with the one it is merged into."""
    parents = dict(Employer.objects.filter(team=team).values_list("pk", "merged_into_id"))
    signed = EmployerDocument.objects.filter(team=team, signed_on__isnull=False).order_by("signed_on")
    rows = signed.values_list("employer_id", "signed_on")
    return {_root(pk, parents): day for pk, day in rows if day is not None}


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
