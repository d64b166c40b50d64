"""What a team's reports look like by day: its dated settings, its own templates and the draft of one, read at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Cast, JSONObject

from samsteg.core.facts import known_at
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team, TeamSettings
from samsteg.organisation.selectors import DatedSettings, settings_from
from samsteg.organisation.settings import Settings
from samsteg.reports.models import TeamTemplate, TemplateDraft
from samsteg.reports.template import Template, load_template, read_template
from samsteg.reports.template_data import merged, shipped_data
from samsteg.reports.template_faults import BASE, without_base

Rows = QuerySet[Any, tuple[Any, ...]]  # what is told, its day, and what it says
Data = dict[str, Any]  # a shipped template's name under BASE, and what differs from it


@dataclass(frozen=True, slots=True)
class Draft:
    version: int
    data: Data
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Shape:
    """`own`: the team's own templates by the day from which they hold, oldest first."""

    settings: DatedSettings
    own: tuple[tuple[dt.date, Data], ...] = ()
    draft: Draft | None = None

    def data_at(self, day: dt.date) -> Data:
        """What a change of the template on the day starts from."""
        own = self._own_at(day)
        return {BASE: self.settings.template_named(day)[1]} if own is None else own

    def template_at(self, day: dt.date) -> Template:
        """The template that holds on the day. Raises UnknownTemplate."""
        own = self._own_at(day)
        if own is None:
            return load_template(self.settings.template_named(day)[1])
        return template_of(own)

    def _own_at(self, day: dt.date) -> Data | None:
        """The one that was last taken into use by the day, unless the settings have named a shipped one since."""
        held = [one for one in self.own if one[0] <= day]
        since = self.settings.template_named(day)[0]
        if not held or (since is not None and since > held[-1][0]):
            return None
        return held[-1][1]


def template_of(data: Data) -> Template:
    """Raises UnknownTemplate, and ValueError for faulty data (which no saved template has)."""
    base, changes = str(data[BASE]), without_base(data)
    own = frozenset(changes.get("formats", {}))
    return read_template(base, merged(shipped_data(base), changes), own_formats=own)


def shape_of(team: Team, as_of: dt.datetime | None = None) -> Shape:
    """As known at `as_of` (aware; None means now). Raises ValueError as `settings_at`."""
    kinds: dict[int, list[tuple[dt.date, Data]]] = {1: [], 2: [], 3: []}
    for kind, day, told in _known_now(team) if as_of is None else _rows(team, as_of):
        kinds[kind].append((day, told))
    by_day = {kind: sorted(kinds[kind], key=lambda one: one[0]) for kind in (1, 2)}
    return Shape(
        settings=DatedSettings(tuple((day, settings_from(told)) for day, told in by_day[1])),
        own=tuple((day, _data(told)) for day, told in by_day[2]),
        draft=next((_draft(told) for _day, told in kinds[3]), None),
    )


@KeptRows
def _known_now(team: Team) -> Rows:
    return _rows(team, None)


def _rows(team: Team, as_of: dt.datetime | None) -> Rows:
    no_day = Cast(Value(None), DateField())
    said = JSONObject(**{field.name: F(field.name) for field in fields(Settings)})
    template = JSONObject(base=F("base"), data=F("data"), version=F("version"))
    draft = JSONObject(base=F("base"), data=F("data"), version=F("version"), saved_at=F("updated_at"))
    settings = TeamSettings.objects.filter(known_at(as_of), team_id=team.pk)
    own = TeamTemplate.objects.filter(known_at(as_of), team_id=team.pk)
    drafts = TemplateDraft.objects.filter(team_id=team.pk)
    return settings.values_list(Value(1), "valid_from", said).union(
        own.values_list(Value(2), "valid_from", template),
        drafts.values_list(Value(3), no_day, draft),
        all=True,
    )


def _data(told: Data) -> Data:
    return {BASE: told["base"], **told["data"]}


def _draft(told: Data) -> Draft:
    return Draft(told["version"], _data(told), dt.datetime.fromisoformat(told["saved_at"]))
