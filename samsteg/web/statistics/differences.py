"""One period beside another: both values, both bases, and the difference in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samsteg.reports.formats import half_up, number
from samsteg.statistics.comparison import Difference, differences
from samsteg.statistics.indicators import label
from samsteg.statistics.values import Unit, Value
from samsteg.web.figures.reading import explained
from samsteg.web.statistics.choices import Choices
from samsteg.web.statistics.tables import Cell, Cells, Row, Table

COMPARED = (
    "flow.opening",
    "flow.new",
    "treated.count",
    "flow.exits",
    "flow.dropouts",
    "flow.closing",
    "results.count",
    "results.share",
    "exits.work",
    "exits.studies",
    "exits.other_rehab",
    "throughput.results.months",
    "support_before.results.years",
    "treated.age.mean",
    "queue.count",
    "attendance.sessions_held",
    "attendance.people",
    "attendance.per_session",
    "attendance.share",
    "work_training.people",
    "work_training.share",
    "work_training.treated.hours",
    "staff.fte",
    "budget.actual",
)
# Parts of all exits, whose number stands beside them.
PARTS = frozenset({"results.count", "results.share", "exits.work", "exits.studies", "exits.other_rehab"})


def comparison(cells: Cells, other: Cells, choices: Choices) -> Table:
    language = get_language() or "sv"
    found = differences(cells.reader.found, other.reader.found, COMPARED)
    rows = tuple(
        Row(
            label(one.code, language),
            (_with_base(cells, one, one.now), _with_base(other, one, one.then), Cell(words(cells, one))),
        )
        for one in found
    )
    treated = [side.reader.count("treated.count") for side in (cells, other)]
    return Table(
        key="comparison",
        title=_("%(period)s beside %(other)s") % {"period": choices.name, "other": choices.other_name},
        base=_(
            "%(now)d participants in %(period)s and %(then)d in %(other)s. A part has its own base beside it."
        )
        % {"now": treated[0], "then": treated[1], "period": choices.name, "other": choices.other_name},
        headers=(choices.name, choices.other_name, _("Difference")),
        rows=rows,
        explained=explained(*COMPARED),
    )


def _with_base(cells: Cells, one: Difference, value: Value) -> Cell:
    cell = cells.made(value, one.code)
    if value.value is None or value.n is None:
        return cell
    exits = cells.reader.count("flow.exits")
    if one.code in PARTS and exits:
        shown = _("%(value)s of %(base)d") % {"value": cell.shown, "base": exits}
        return Cell(shown, cell.number, cell.unit)
    if one.unit in (Unit.MONTHS, Unit.YEARS, Unit.HOURS, Unit.MEAN):
        return Cell(
            _("%(value)s (n %(base)d)") % {"value": cell.shown, "base": value.n}, cell.number, cell.unit
        )
    return cell


def words(cells: Cells, one: Difference) -> str:
    """Seven more; 3,2 months shorter; as many; can't be said."""
    change = one.change
    if change is None:
        return _("can't be compared")
    if one.unit in (Unit.PERSONS, Unit.COUNT):
        return _counted(int(change))
    shown, is_zero = _amount(cells, one, change)
    if is_zero:
        return _("no difference")
    return _measured(one, change > 0) % {"amount": shown}


def _counted(change: int) -> str:
    if not change:
        return _("as many")
    pattern = (
        ngettext("%(count)d more", "%(count)d more", change)
        if change > 0
        else ngettext("%(count)d fewer", "%(count)d fewer", -change)
    )
    return pattern % {"count": abs(change)}


def _amount(cells: Cells, one: Difference, change: Decimal) -> tuple[str, bool]:
    """The size of the change as the figure itself is rounded, and whether that leaves anything."""
    formats = cells.reader.formats
    if one.unit is Unit.SHARE:
        points = half_up(abs(change) * 100, formats.percent_decimals)
        return number(points, formats, formats.percent_decimals), not points
    shown = cells.shown(abs(change), one.unit, one.code)
    return shown, shown == cells.shown(0, one.unit, one.code)


def _measured(one: Difference, is_more: bool) -> str:
    if one.unit is Unit.SHARE:
        return (
            _("%(amount)s percentage points higher") if is_more else _("%(amount)s percentage points lower")
        )
    if one.unit is Unit.MONTHS:
        return _("%(amount)s months longer") if is_more else _("%(amount)s months shorter")
    if one.unit is Unit.SEK:
        return _("%(amount)s kronor more") if is_more else _("%(amount)s kronor less")
    if ".age." in one.code:
        return _("%(amount)s years older") if is_more else _("%(amount)s years younger")
    if one.unit is Unit.YEARS:
        return _("%(amount)s years longer") if is_more else _("%(amount)s years shorter")
    return _("%(amount)s more") if is_more else _("%(amount)s less")
