"""What the register's employers and their twins are known by, and when they signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from samsteg.organisation.models import Team
from samsteg.placements.employers.models import Employer, EmployerContact, EmployerDocument, EmployerName
from samsteg.placements.employers.selectors import register_row


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


def contacts_at(team: Team, name: str) -> list[EmployerContact]:
    """Whom to ask for at a workplace, by any of its names; nobody where the register doesn't know it."""
    row = register_row(team, name)
    if row is None:
        return []
    there = Q(employer_id=row.pk) | Q(employer__merged_into_id=row.pk)
    return list(EmployerContact.objects.filter(there, team=team).order_by("name", "pk"))
