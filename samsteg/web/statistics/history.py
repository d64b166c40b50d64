"""A time through the years: as it was published beside what is computed today, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings
from samsteg.reports.formats import half_up, number
from samsteg.statistics.comparison import year_before
from samsteg.statistics.corrections import last_corrections
from samsteg.statistics.published import Published, history
from samsteg.statistics.series import MOST_PERIODS, Series, series
from samsteg.statistics.values import Period, Value
from samsteg.web import periods
from samsteg.web.figures.reading import explained
from samsteg.web.statistics.charts import Chart, Point, step_chart
from samsteg.web.statistics.tables import Cell, Cells, Row, Table

CODE = "throughput.results.months"
TREND = ("flow.opening", "flow.new", "flow.exits", "results.count", "flow.closing")
YEARS_SHOWN = 8


CORRECTED = gettext_lazy(
    "%(period)s was published as %(printed)s and is %(now)s today: days of enrolment or exit have been corrected, "
    "last on %(day)s."
)
COUNTED_OTHERWISE = gettext_lazy(
    "%(period)s was published as %(printed)s and is %(now)s today: no day has been corrected here, so the report may "
    "have counted in another way."
)


@dataclass(frozen=True, slots=True)
class Followed:
    """`chart` is None with fewer than two values."""

    table: Table
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class _Line:
    period: Period
    published: Published | None
    computed: Value

    @property
    def differs(self) -> bool:
        one = self.published
        if one is None or self.computed.value is None or isinstance(self.computed.value, tuple):
            return False
        return half_up(Decimal(self.computed.value), one.decimals) != half_up(one.value, one.decimals)


def regular_periods(period: Period, span: Period | None) -> list[Period]:
    """The period and the same days of earlier years, as far back as the team has facts; oldest first."""
    found = [period]
    while len(found) < YEARS_SHOWN and span is not None and year_before(found[-1]).last >= span.first:
        found.append(year_before(found[-1]))
    return found[::-1]


def throughput_history(
    actor: Actor, team: Team, cells: Cells, span: Period | None, settings: DatedSettings
) -> Followed:
    period = cells.reader.found.period
    as_of = cells.reader.found.as_of
    printed = history(actor, team, CODE, as_of=as_of)
    asked = {*regular_periods(period, span), *(one.period for one in printed)}
    ordered = sorted(asked, key=lambda one: (one.last, one.first))[-MOST_PERIODS:]
    computed = series(actor, team, ordered, [CODE], settings, as_of=as_of)
    lines = _from_first_value(_lines(ordered, printed, computed))
    table = Table(
        key="history",
        title=_("Time in the team until a result, through the years"),
        base=_("Exits to a result in each period. Persons says how many the mean computed today is over."),
        units=_("months"),
        headers=(_("Published"), _("Computed today"), _("Persons"), _("Where it stands")),
        rows=tuple(_row(line, cells) for line in reversed(lines)),
        note=_why(team, [line for line in lines if line.differs], cells),
        explained=explained(CODE),
    )
    return Followed(table, _chart(lines, period, cells))


def _lines(ordered: Sequence[Period], printed: Sequence[Published], computed: Series) -> list[_Line]:
    found = []
    for period in ordered:
        own = tuple(one for one in printed if one.period == period)
        found += [_Line(period, one, computed[period][CODE]) for one in own or (None,)]
    return found


def _from_first_value(lines: Sequence[_Line]) -> list[_Line]:
    """Without the oldest periods of which nothing is known; the last one always stands."""
    known = [at for at, line in enumerate(lines) if line.published or line.computed.n]
    return list(lines[min(known, default=len(lines) - 1) :])


def _row(line: _Line, cells: Cells) -> Row:
    one = line.published
    shown = Cell(_as_printed(one, cells), one.value, None) if one else Cell(_("not published"))
    now = cells.made(line.computed, CODE)
    persons = Cell(str(line.computed.n or 0), line.computed.n or 0)
    return Row(
        periods.name(line.period), (shown, now, persons, Cell(one.source if one else "", is_text=True))
    )


def _as_printed(one: Published, cells: Cells) -> str:
    return number(one.value, cells.reader.formats, one.decimals, strip=False)


def _why(team: Team, differing: Sequence[_Line], cells: Cells) -> str:
    """A sentence for each value that isn't what was published."""
    corrected = last_corrections(team, [line.period for line in differing])
    sentences = []
    for line in differing:
        day = corrected.get(line.period)
        pattern = CORRECTED if day else COUNTED_OTHERWISE
        sentences.append(
            str(pattern)
            % {
                "period": periods.name(line.period),
                "printed": _as_printed(line.published, cells) if line.published else "",
                "now": cells.made(line.computed, CODE).shown,
                "day": day.isoformat() if day else "",
            }
        )
    return " ".join([*sentences, *([_("What was published stands.")] if sentences else [])])


def _chart(lines: Sequence[_Line], period: Period, cells: Cells) -> Chart | None:
    """Periods as long as the chosen one, since times over longer and shorter periods are not alike."""
    months = _length(period)
    values = {line.period: _drawn(line) for line in lines if _length(line.period) == months}
    points = [
        Point(one.last.strftime("%Y-%m"), value, number(value, cells.reader.formats, 1))
        for one, value in values.items()
        if value is not None
    ]
    title = _("Time in the team until a result, months")
    return step_chart("throughput", title, _described(points), points, cells.reader.formats)


def _drawn(line: _Line) -> Decimal | None:
    if line.published is not None:
        return line.published.value
    value = line.computed.value
    return None if value is None or isinstance(value, tuple) else Decimal(value)


def _length(period: Period) -> int:
    """In months, near enough."""
    return round(period.days / 30.4)


def _described(points: Sequence[Point]) -> str:
    if len(points) < 2:
        return ""
    highest = max(points, key=lambda point: point.value)
    return _("From %(first)s in %(from)s to %(last)s in %(to)s. Highest %(most)s in %(when)s.") % {
        "first": points[0].shown,
        "from": points[0].label,
        "last": points[-1].shown,
        "to": points[-1].label,
        "most": highest.shown,
        "when": highest.label,
    }


def trend(actor: Actor, team: Team, cells: Cells, span: Period | None, settings: DatedSettings) -> Followed:
    """The flow through the years, and how many were enrolled at the end of each period."""
    asked = regular_periods(cells.reader.found.period, span)
    found = series(actor, team, asked, TREND, settings, as_of=cells.reader.found.as_of)
    rows = tuple(
        Row(periods.name(period), tuple(cells.made(found[period][code], code) for code in TREND))
        for period in reversed(asked)
    )
    points = []
    for period in asked:
        value = found[period]["flow.closing"].value
        points.append(Point(period.last.strftime("%Y-%m"), Decimal(str(value)), str(value)))
    table = Table(
        key="trend",
        title=_("The same days of each year"),
        base=_("Enrolled and exits in each period, by the settings that held at its end."),
        headers=(
            _("At the start"),
            _("Newly enrolled"),
            _("Exits"),
            _("Of them to a result"),
            _("At the end"),
        ),
        rows=rows,
        explained=explained("flow.new", "flow.exits", "results.count", "flow.closing"),
    )
    title = _("Enrolled at the end of the period")
    return Followed(table, step_chart("trend", title, _described(points), points, cells.reader.formats))
