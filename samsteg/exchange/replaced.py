"""Which facts an import wrote and which it closed, and what stands there now. The facts of the workbook's sheets."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from samsteg.activities.models import Attendance, GroupSession
from samsteg.budget.models import BudgetRow
from samsteg.core.facts import Fact, Stamp, Values, among, replace_facts
from samsteg.exchange.columns import SheetName
from samsteg.organisation.models import Team
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.people.models import PersonDetail
from samsteg.placements.models import HoursStep, Placement, PlacementText, SignedAgreement
from samsteg.staffing.models import Position
from samsteg.statistics.models import PublishedFigure

SEALED = (
    PlacementText,
    SignedAgreement,
)  # facts that a workbook tells of and `placements.file_parts` puts back
STAMPS = frozenset(field.name for field in Fact._meta.get_fields())


@dataclass(frozen=True, slots=True)
class FactKind:
    """`key` names one fact among those of its team; `values` are the model's other fields."""

    model: type[Fact]
    key: tuple[str, ...]
    sheet: SheetName

    @property
    def values(self) -> tuple[str, ...]:
        names = [one.attname for one in self.model._meta.concrete_fields if one.name not in STAMPS]
        return tuple(name for name in names if name not in {"id", "team_id", *self.key})


KINDS = (
    FactKind(PersonDetail, ("person_id",), SheetName.STAYS),
    FactKind(StayDetail, ("stay_id",), SheetName.STAYS),
    FactKind(StayEvent, ("stay_id", "kind"), SheetName.STAYS),
    FactKind(ParallelEffort, ("stay_id", "code", "ordinal"), SheetName.STAYS),
    FactKind(Placement, ("stay_id", "employer", "started_on"), SheetName.PLACEMENTS),
    FactKind(HoursStep, ("series", "valid_from"), SheetName.HOURS),
    FactKind(GroupSession, ("series",), SheetName.ATTENDANCE),
    FactKind(Attendance, ("session_series", "person_id"), SheetName.ATTENDANCE),
    FactKind(Position, ("role", "organisation", "started_on", "ordinal"), SheetName.POSITIONS),
    FactKind(BudgetRow, ("year", "period", "name"), SheetName.BUDGET),
    FactKind(PublishedFigure, ("figure", "period_from", "period_to", "ordinal"), SheetName.REPORTED),
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """By key: the values before the import, those that it wrote, and those now. None: no such fact."""

    kind: FactKind
    before: Mapping[Values, Values | None]
    after: Mapping[Values, Values | None]
    now: Mapping[Values, Values] = field(default_factory=dict)

    @property
    def changed_since(self) -> list[Values]:
        return [key for key, values in self.after.items() if self.now.get(key) != values]

    def ids(self, name: str) -> set[int]:
        """The values of one field of the keys, such as the stays that are touched."""
        place = self.kind.key.index(name)
        return {int(str(key[place])) for key in self.before}

    def told(self, name: str) -> set[object]:
        """One field's values, before the import and after it."""
        place = self.kind.values.index(name)
        return {values[place] for values in (*self.before.values(), *self.after.values()) if values}

    def put_back(self, team: Team, stamp: Stamp) -> int:
        return replace_facts(
            self.kind.model._default_manager.all(),
            team_id=team.pk,
            key=self.kind.key,
            values=self.kind.values,
            desired={key: self._anew(key) for key in self.before},
            stamp=stamp,
        )

    def _anew(self, key: Values) -> Values | None:
        """The values before, under the next version; a mark's own id is never given twice."""
        before, after = self.before[key], self.after.get(key)
        if before is None:
            return None
        values = list(before)
        for place, name in enumerate(self.kind.values):
            if name == "version":
                values[place] = max(int(str(one[place])) for one in (before, after) if one) + 1
            elif name == "sent_id":
                values[place] = uuid.uuid4()
        return tuple(values)


def replaced_by(team: Team, *, source_id: int, moment: dt.datetime) -> Iterator[Replaced]:
    """Of each kind of fact, what the import of this source wrote and closed. `moment`: when its facts were learnt."""
    for kind in KINDS:
        every: models.QuerySet[Any] = kind.model._default_manager.all()
        rows = every.filter(team_id=team.pk)
        written = _by_key(kind, rows.filter(source_id=source_id))
        closed = _by_key(kind, rows.filter(superseded_at=moment))
        keys = [*closed, *(key for key in written if key not in closed)]
        yield Replaced(
            kind=kind,
            before={key: closed.get(key) for key in keys},
            after={key: written.get(key) for key in keys},
            now=_by_key(kind, rows.filter(superseded_at__isnull=True)) if keys else {},
        )


def _by_key(kind: FactKind, rows: models.QuerySet[Any]) -> dict[Values, Values]:
    width = len(kind.key)
    return {
        tuple(row[:width]): tuple(row[width:])
        for row in rows.order_by("pk").values_list(*kind.key, *kind.values)
    }


def vanishing(found: Collection[Replaced], model: type[Fact], name: str) -> set[int]:
    """The stays (or persons) that were nothing before the import: those whose detail it wrote first."""
    return {
        int(str(key[one.kind.key.index(name)]))
        for one in found
        if one.kind.model is model
        for key, values in one.before.items()
        if values is None
    }


def attached_since(team: Team, found: Collection[Replaced], *, moved: Collection[int], source_id: int) -> int:
    """How many vanishing stays and persons somebody has written more about since, in whatever table.

    `moved` are the stays that get their old person back. What the import itself wrote has its `source_id`.
    """
    stays = vanishing(found, StayDetail, "stay_id")
    persons = vanishing(found, PersonDetail, "person_id")
    owned = {one.kind.model: set(one.before) for one in found}
    more = sum(_rows_about(field, stays, owned, source_id) for field in _pointing_to(Stay))
    kept = among(Stay.objects.known().in_team(team.pk), "person_id", persons)
    going = {*stays, *moved}
    return more + sum(
        pk not in going and person_id in persons for pk, person_id in kept.values_list("pk", "person_id")
    )


def _pointing_to(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    fields = model._meta.get_fields(include_hidden=True)
    return [one for one in fields if isinstance(one, models.ForeignObjectRel) and not one.many_to_many]


def _rows_about(
    relation: models.ForeignObjectRel,
    stays: set[int],
    owned: Mapping[type[Fact], set[Values]],
    source_id: int,
) -> int:
    """Rows about the stays; of the workbook's own facts those that stand now and that the import did not write."""
    model = relation.related_model
    attribute = str(relation.field.attname)
    rows = among(model._default_manager.all(), attribute, stays) if stays else model._default_manager.none()
    for kind in KINDS:
        if kind.model is model:
            current = rows.filter(superseded_at__isnull=True).values_list(attribute, *kind.key)
            return sum(row[0] in stays and tuple(row[1:]) not in owned[kind.model] for row in current)
    if model in SEALED:
        rows = rows.exclude(source_id=source_id)
    return sum(pk in stays for pk in rows.values_list(attribute, flat=True))
