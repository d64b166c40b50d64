"""The statistics room of one request: what is chosen, and the figures of its period and of the one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext as _

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings, dated_settings
from samsteg.reports.shape import Shape, shape_of
from samsteg.reports.template import Template
from samsteg.statistics.consistency import parts_to_check
from samsteg.statistics.figures import Figures, figures, figures_of_several
from samsteg.statistics.models import SavedView
from samsteg.statistics.parts import EVERY, Part, Parts
from samsteg.statistics.published import Published, published_figures
from samsteg.statistics.saved_views import saved_views
from samsteg.statistics.values import Period
from samsteg.web.figures.reading import FigureReader
from samsteg.web.figures.results import beside, opening_sentence, result_figures
from samsteg.web.periods import PeriodForm, proposals, span_of_facts
from samsteg.web.statistics import differences, history, more_tables, people_tables
from samsteg.web.statistics.choices import Choices, more_chips, read_choices, year_chips
from samsteg.web.statistics.tables import Cells, Table

PARTS = {
    "overview": "statistics",
    "time": "statistics_time",
    "efforts": "statistics_efforts",
    "budget": "statistics_budget",
    "comparison": "statistics_comparison",
}  # and the names of their addresses
ALONE = frozenset({"time", "efforts", "budget"})  # parts that show one period
KEY = frozenset({Part.FLOW, Part.EXITS})  # what the key figures beside rest on
# The figures that each part shows: no others are asked for. Without a part, all of them.
SHOWN: Mapping[str, Parts] = {
    "overview": KEY | {Part.BREAKDOWNS, Part.TIME},
    "time": frozenset({Part.TIME}),
    "efforts": frozenset({Part.INTAKE, Part.FOLLOW_UPS, Part.GROUPS, Part.ACTIVITIES, Part.OUTREACH}),
    "budget": frozenset({Part.MONEY}),
    "comparison": KEY | {Part.TIME, Part.AGES, Part.GROUPS, Part.ACTIVITIES, Part.MONEY},
}
# The team's first page: all that can disagree is checked, and of the other period the key figures stand beside.
FIRST = "first"
Context = dict[str, object]


@dataclass(frozen=True)
class Room:
    """`span` is None for a team without facts: then nothing else is asked for. `part`: none for all of them."""

    actor: Actor
    team: Team
    choices: Choices
    form: PeriodForm
    span: Period | None
    part: str = ""

    @cached_property
    def template(self) -> Template:
        return self._shape.template_at(self.choices.period.last)

    @cached_property
    def settings(self) -> DatedSettings:
        """As they were known when the figures were."""
        as_of = self.choices.as_of
        return dated_settings(self.team, as_of) if as_of else self._shape.settings

    @cached_property
    def published(self) -> tuple[Published, ...]:
        """What was printed about the period."""
        return published_figures(self.actor, self.team, self.choices.period)

    @cached_property
    def _shape(self) -> Shape:
        return shape_of(self.team)

    @property
    def cells(self) -> Cells:
        return self._all[0]

    @property
    def other(self) -> Cells | None:
        """The period that stands beside, in the parts that show one."""
        return self._all[1] if len(self._all) > 1 else None

    @cached_property
    def _all(self) -> tuple[Cells, ...]:
        period, other = self.choices.period, None if self.part in ALONE else self.choices.other
        if self.choices.as_of:
            found = self._as_known(period, other)
        elif other is not None and self.part == FIRST:
            found = self._of(period, parts_to_check(self.published)), self._of(other, KEY)
        else:
            periods = (period,) if other is None else (period, other)
            found = figures_of_several(self.actor, self.team, periods, self.settings, parts=self._shown)
        return tuple(Cells(FigureReader(one, self.template)) for one in found)

    def _of(self, period: Period, parts: Parts) -> Figures:
        return figures(self.actor, self.team, period, settings=self.settings.at(period.last), parts=parts)

    @property
    def _shown(self) -> Parts:
        return SHOWN.get(self.part, EVERY)

    def _as_known(self, period: Period, other: Period | None) -> tuple[Figures, ...]:
        then, parts = self.choices.as_of, self._shown
        found = (figures(self.actor, self.team, period, as_of=then, parts=parts),)
        if other is None:
            return found
        beside = None if self.choices.is_beside_now else then
        return *found, figures(self.actor, self.team, other, as_of=beside, parts=parts)

    @property
    def notes(self) -> list[str]:
        """What one must know before reading on."""
        period, known, found = self.choices.period, self.choices.known, []
        if known:
            found.append(
                _(
                    "The figures stand as they were known on %(day)s. What has been corrected since isn't counted."
                )
                % {"day": known.isoformat()}
            )
        for day in self.settings.changed_within(period.first, period.last):
            found.append(
                _(
                    "The team's settings changed on %(day)s. All of the period is counted by those of %(last)s."
                )
                % {"day": day.isoformat(), "last": period.last.isoformat()}
            )
        if self.span and period.last < self.span.first:
            found.append(
                _("The period ends before the team's first registered day, %(day)s. That is why all is zero.")
                % {"day": self.span.first.isoformat()}
            )
        return found

    def frame(self) -> Context:
        """What stands round every part."""
        chosen = proposals(self.span, self.choices.period)
        return {
            "team": self.team,
            "choices": self.choices,
            "form": self.form,
            "period": self.cells.reader.period,
            "years": year_chips(self.choices, chosen),
            "more_periods": more_chips(self.choices, chosen),
            "sentence": opening_sentence(self.cells.reader),
            "notes": self.notes,
            "rows_url": reverse("figure_rows", args=[self.team.slug]),
            "compare_options": self.choices.options("compare"),
            "may_publish": may(self.actor, "figures.publish", self.team),
        }


def enter_room(actor: Actor, team: Team, data: Mapping[str, str], part: str = "") -> Room:
    """Without a part it is opened for all of them."""
    span = span_of_facts(team)
    choices, form = read_choices(team, data, span)
    return Room(actor, team, choices, form, span, part)


def overview(room: Room) -> Context:
    cells, other, choices = room.cells, room.other, room.choices
    return {
        "views": _views(room),
        "key_figures": beside(cells.reader, other.reader if other else None),
        "base_options": choices.options("base"),
        "by_options": choices.options("by"),
        "hidden_choices": choices.hidden("from", "to", "compare"),
        "flow": people_tables.flow(cells),
        "results": result_figures(cells.reader),
        "ways": people_tables.ways_out(cells),
        "breakdown": people_tables.breakdown(cells, other, choices),
    }


def _views(room: Room) -> list[tuple[SavedView, str]]:
    """The reader's own, each with the address that opens it in the part where it was saved."""
    found = []
    for view in saved_views(room.actor, room.team):
        part = dict(parse_qsl(view.query)).get("part", "")
        address = reverse(PARTS.get(part, "statistics"), args=[room.team.slug])
        found.append((view, f"{address}?{view.query}"))
    return found


def time(room: Room) -> Context:
    followed = history.throughput_history(room.actor, room.team, room.cells, room.span, room.settings)
    tables = [more_tables.throughput(room.cells), more_tables.support(room.cells)]
    return {"followed": followed, "tables": tables}


def efforts(room: Room) -> Context:
    made = (
        more_tables.way_in,
        more_tables.follow_ups,
        more_tables.attendance,
        more_tables.groups,
        more_tables.work_training,
        more_tables.parallel,
        more_tables.outreach,
    )
    return {"tables": [make(room.cells) for make in made]}


def budget(room: Room) -> Context:
    return {"tables": [more_tables.budget(room.cells), more_tables.staff_and_cost(room.cells)]}


def comparison(room: Room) -> Context:
    cells, other = room.cells, room.other
    return {
        "comparison": differences.comparison(cells, other, room.choices) if other else None,
        "kept_choices": room.choices.hidden("from", "to", "base", "by"),
        "followed": history.trend(room.actor, room.team, cells, room.span, room.settings),
    }


BUILDERS: Mapping[str, Callable[[Room], Context]] = {
    "overview": overview,
    "time": time,
    "efforts": efforts,
    "budget": budget,
    "comparison": comparison,
}


def every_table(room: Room) -> list[Table]:
    """All tables of the room, in the order of its parts."""
    cells, other = room.cells, room.other
    tables = [
        people_tables.flow(cells),
        people_tables.ways_out(cells),
        people_tables.breakdown(cells, other, room.choices),
        history.throughput_history(room.actor, room.team, cells, room.span, room.settings).table,
        more_tables.throughput(cells),
        more_tables.support(cells),
        more_tables.way_in(cells),
        more_tables.follow_ups(cells),
        more_tables.attendance(cells),
        more_tables.groups(cells),
        more_tables.work_training(cells),
        more_tables.parallel(cells),
        more_tables.outreach(cells),
        more_tables.budget(cells),
        more_tables.staff_and_cost(cells),
        history.trend(room.actor, room.team, cells, room.span, room.settings).table,
    ]
    return tables + ([differences.comparison(cells, other, room.choices)] if other else [])
