"""The consent that names the team as recipient of its own record: the workbook's column "Samtycke till teamet".

It is a Consent like the others. What a workbook says is the day of the newest one; whatever was recorded about it on a
page stays, and a participant's withdrawal is never taken back by a file (docs/adr/0011).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.consent_days import longest_time
from samsteg.access.consent_enums import ConsentEnd, ConsentForm, ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.enums import DataCategory
from samsteg.core.bulk import insert_rows
from samsteg.core.facts import among
from samsteg.organisation.models import Team


def to_the_team(team_id: int) -> QuerySet[Consent]:
    """Consents that name the team as recipient of its own record, oldest first."""
    rows = Consent.objects.filter(
        team_id=team_id, kind=ConsentKind.SECRECY, to_team=True, source_authority__isnull=True
    )
    return rows.order_by("signed_on", "pk")


def team_consent_days(team_id: int) -> dict[int, dt.date]:
    """By person: when the newest consent was signed that nobody has ended, be its time over or not."""
    return dict(to_the_team(team_id).filter(ended_as="").values_list("person_id", "signed_on"))


def record_team_consents(*, team: Team, consents: Mapping[int, dt.date | None]) -> int:
    """Makes the newest consent of each person the one signed on the day, None for none; returns how many changed.

    Later ones are ended, an earlier one of the same day that a file ended is opened again. The caller projects the ends
    (participants.consent_ends).
    """
    known = _by_person(among(to_the_team(team.pk), "person_id", consents))
    ended: list[int] = []
    opened: list[int] = []
    new: list[tuple[int, dt.date]] = []
    changed = 0
    for person_id, signed_on in consents.items():
        rows = known[person_id]
        later = [row.pk for row in rows if not row.ended_as and (not signed_on or row.signed_on > signed_on)]
        ended += later
        missing = signed_on is not None and not any(
            row.signed_on == signed_on and not row.ended_as for row in rows
        )
        if missing and signed_on is not None and not _withdrawn_since(rows, signed_on):
            back = _ended_by_file(rows, signed_on)
            opened += back
            new += [] if back else [(person_id, signed_on)]
        changed += bool(later or missing)
    _end(team, ended)
    Consent.objects.filter(team=team, pk__in=opened).update(ended_as="", ended_at=None, ended_by_id=None)
    _add(team, new)
    return changed


def _by_person(rows: Iterable[Consent]) -> dict[int, list[Consent]]:
    found: dict[int, list[Consent]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _withdrawn_since(rows: list[Consent], signed_on: dt.date) -> bool:
    return any(
        row.ended_as == ConsentEnd.WITHDRAWN
        and row.ended_at is not None
        and timezone.localdate(row.ended_at) >= signed_on
        for row in rows
    )


def _ended_by_file(rows: list[Consent], signed_on: dt.date) -> list[int]:
    same = [row.pk for row in rows if row.signed_on == signed_on and row.ended_as == ConsentEnd.WORKBOOK]
    return same[-1:]


def _end(team: Team, ids: list[int]) -> None:
    Consent.objects.filter(team=team, pk__in=ids).update(
        ended_as=ConsentEnd.WORKBOOK, ended_at=timezone.now()
    )


def _add(team: Team, new: list[tuple[int, dt.date]]) -> None:
    limit = longest_time(team.pk) if new else None
    insert_rows(
        Consent,
        ("person_id", "signed_on", "valid_from", "agreed_to", "valid_to"),
        (
            (person_id, day, day, limit.end(day), limit.end(day))
            for person_id, day in new
            if limit is not None
        ),
        same={
            "team_id": team.pk,
            "kind": ConsentKind.SECRECY.value,
            "to_team": True,
            "categories": list(DataCategory.values),
            "form": ConsentForm.NOTED.value,
        },
    )
