"""The team's imports, newest first: when, who, which file, what it did, and whether it can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.access.policies import require
from samsteg.accounts.models import User
from samsteg.audit.enums import SourceKind
from samsteg.audit.models import Source
from samsteg.core.actor import Actor
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.undo import last_undoable, undoable_until
from samsteg.organisation.models import Team

PAGE = 25


@dataclass(frozen=True, slots=True)
class PastImport:
    """`row_count`: rows that were written. `counts` is None for an import older than the counts."""

    source_id: int
    at: dt.datetime
    by: str
    file_name: str
    row_count: int
    counts: AppliedImport | None
    undone_by: str = ""
    undo_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportHistory:
    """`total` counts all imports, shown or not."""

    imports: tuple[PastImport, ...]
    total: int

    @property
    def left(self) -> int:
        return self.total - len(self.imports)


def import_history(*, actor: Actor, team: Team, count: int = PAGE) -> ImportHistory:
    """The `count` newest imports. No persons are read. Raises PermissionRefused."""
    require(actor, "workbook.import", team)
    every = Source.objects.filter(team_id=team.pk, kind=SourceKind.WORKBOOK)
    sources = list(every.order_by("-at", "-pk")[:count])
    kept = {
        row.source_id: row
        for row in AppliedImport.objects.filter(
            team=team, source_id__in=[source.pk for source in sources]
        ).defer("sealed")
    }
    undoers = {row.undone_by_id for row in kept.values() if row.undone_by_id is not None}
    names = _names({source.actor_id for source in sources} | undoers)
    newest = last_undoable(team)
    return ImportHistory(
        imports=tuple(_past(source, kept.get(source.pk), names, newest) for source in sources),
        total=every.count(),
    )


def past_import(*, team: Team, applied: AppliedImport) -> PastImport:
    """One import, as the history tells of it."""
    source = Source.objects.get(team_id=team.pk, pk=applied.source_id)
    ids = {source.actor_id} | ({applied.undone_by_id} if applied.undone_by_id is not None else set())
    return _past(source, applied, _names(ids), last_undoable(team))


def _past(
    source: Source, kept: AppliedImport | None, names: dict[int, str], newest: AppliedImport | None
) -> PastImport:
    is_newest = kept is not None and newest is not None and kept.pk == newest.pk
    return PastImport(
        source_id=source.pk,
        at=source.at,
        by=names.get(source.actor_id, ""),
        file_name=source.file_name,
        row_count=source.row_count or 0,
        counts=kept,
        undone_by=names.get(kept.undone_by_id or 0, "") if kept else "",
        undo_until=undoable_until(kept) if kept and is_newest else None,
    )


def _names(ids: set[int]) -> dict[int, str]:
    return {user.pk: user.get_full_name() or user.username for user in User.objects.filter(pk__in=ids)}
