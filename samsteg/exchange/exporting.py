"""The team's workbook out: the rows that the actor may see, in the shape that comes back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind, ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.stored import Record, StoredSheet, load
from samsteg.exchange.writing import write_workbook
from samsteg.organisation.models import Team
from samsteg.people.selectors import personnummer_of


@dataclass(frozen=True, slots=True)
class Exported:
    """How many stays were written, and how many left out because the actor may not see them."""

    written: int
    left_out: int


@transaction.atomic
def export_workbook(
    *, actor: Actor, team: Team, out: Path, place: str, with_personnummer: bool = False, reason: str = ""
) -> Exported:
    """Writes the team's workbook, mode 0600; every person in it is logged, with the reason where one is needed.

    Protected persons are in no file. That personnummer go out is told to the controller's officer at once.

    Raises Refused when personnummer are asked for without a reason, PermissionRefused.
    """
    require(actor, "workbook.export", team)
    if with_personnummer and not reason.strip():
        raise Refused(_("Say why the personnummer are needed. The reason is kept in the access log."))
    stored = load(actor, team)
    stays = stored[SheetName.STAYS]
    persons = {stays.persons[key] for key in stays.records if key not in stays.hidden}
    kinds = [ReadKind.EXPORT, *([ReadKind.REVEAL] if with_personnummer else [])]
    for kind in kinds:
        log_reads(
            actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=place, reason=reason[:200]
        )
    if with_personnummer:
        raise_alarm(actor=actor, team_id=team.pk, kind=AlarmKind.NUMBERS_EXPORTED, reason=reason.strip())
        numbers = personnummer_of(team.pk, persons)
        for key, record in stays.records.items():
            record["personnummer"] = numbers.get(stays.persons[key])
    leave_out = frozenset() if with_personnummer else frozenset({"personnummer"})
    write_workbook(out, _visible(stored), leave_out=leave_out)
    return Exported(written=len(stays.records) - len(stays.hidden), left_out=len(stays.hidden))


def _visible(stored: Mapping[SheetName, StoredSheet]) -> dict[str, list[Record]]:
    return {
        name: [record for key, record in sheet.records.items() if key not in sheet.hidden]
        for name, sheet in stored.items()
    }
