"""Tables about time, the way in, work training, staff and money."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samsteg.budget.selectors import BudgetLine
from samsteg.core.swedish import swedish_order
from samsteg.statistics.indicators.slots import BASES, EFFORTS, ENQUIRERS, FORMS, OUTREACH
from samsteg.web import periods
from samsteg.web.figures.reading import explained
from samsteg.web.statistics.tables import Cell, Cells, Row, Table, named

TIME_BASES = ("results", "work", "studies", "other_rehab", "exits")
ALWAYS_SHOWN = "forstarkt_samarbete"  # the other efforts only where somebody is in them
SUPPORT_BASES = ("results", "exits", "new")


def throughput(cells: Cells) -> Table:
    """Means with how many they stand on; nobody is a dash."""
    return Table(
        key="throughput",
        title=_("Time in the team"),
        base=_("Those who left in the period. Persons says how many the mean is over."),
        units=_("months"),
        headers=(_("Mean"), _("Persons"), _("Women"), _("Men"), _("Median"), _("Shortest"), _("Longest")),
        rows=tuple(_spread(cells, base, f"throughput.{base}.months", median=True) for base in TIME_BASES),
        explained=explained("throughput.results.months"),
    )


def support(cells: Cells) -> Table:
    return Table(
        key="support",
        title=_("Years of public support before the team"),
        base=_("Those whose time is known. Persons says how many they are."),
        units=_("years"),
        headers=(_("Mean"), _("Persons"), _("Women"), _("Men"), _("Shortest"), _("Longest")),
        rows=tuple(
            _spread(cells, base, f"support_before.{base}.years", median=False) for base in SUPPORT_BASES
        ),
        explained=explained("support_before.results.years"),
    )


def _spread(cells: Cells, base: str, code: str, *, median: bool) -> Row:
    ends = (".women", ".men", *((".median",) if median else ()), ".min", ".max")
    name = BASES[base][0 if get_language() == "sv" else 1]
    return Row(name, (cells.of(code), cells.persons(code), *(cells.of(code + end) for end in ends)))


def way_in(cells: Cells) -> Table:
    codes = (
        "referrals.count",
        "study_visits.count",
        "study_visits.started",
        "queue.count",
        "queue.longest_months",
        "queue.shortest_months",
    )
    last = cells.reader.found.period.last.isoformat()
    return Table(
        key="way_in",
        title=_("The way in"),
        base=_("Referrals and study visits within the period; the queue as it was on %(day)s.")
        % {"day": last},
        units=_("persons, times in whole months"),
        headers=(_("Number"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )


def work_training(cells: Cells) -> Table:
    codes = (
        "work_training.people",
        "work_training.before_job",
        *(f"work_training.{form}.people" for form in FORMS),
        "work_training.share",
        "work_training.treated.hours",
        "work_training.exits.hours",
    )
    count = cells.reader.count("treated.count")
    return Table(
        key="work_training",
        title=_("Work training and other placements"),
        base=_("%(count)d participants who were enrolled at some time in the period.") % {"count": count},
        headers=(_("Number"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )


def attendance(cells: Cells) -> Table:
    """Groups and their roll calls (docs/adr/0017)."""
    marks = ("present", "digital", "came_by", "excused", "absent")
    codes = (
        "attendance.sessions_held",
        "attendance.people",
        "attendance.people.women",
        "attendance.people.men",
        "attendance.share",
        *(f"attendance.marks.{mark}" for mark in marks),
    )
    count = cells.reader.count("treated.count")
    return Table(
        key="attendance",
        title=_("Groups and attendance"),
        base=_("%(count)d participants who were enrolled at some time in the period.") % {"count": count},
        headers=(_("Number"),),
        rows=named(codes, cells),
        note=_("The share is of those who were expected: who came by without being expected isn't in it."),
        explained=explained("attendance.people", "attendance.sessions_held", "attendance.share"),
    )


GROUP_ENDS = ("sessions_held", "sessions_cancelled", "people", "per_session", "share")


def groups(cells: Cells) -> Table:
    """A row for each group that had a session or a mark, and one for all of them."""
    names = cells.reader.found.group_names
    rows = [
        Row(names[key], tuple(cells.of(f"attendance.group.{key}.{end}") for end in GROUP_ENDS))
        for key in sorted(names, key=lambda key: (swedish_order(names[key]), int(key)))
        if cells.has(f"attendance.group.{key}.people")
    ]
    if rows:
        rows.append(Row(_("All groups"), tuple(_whole(cells, end) for end in GROUP_ENDS)))
    return Table(
        key="groups",
        title=_("Attendance by group"),
        base=_("%(count)d participants who were enrolled at some time in the period.")
        % {"count": cells.reader.count("treated.count")},
        units=_("sessions, persons, persons a session, and share"),
        headers=(_("Held sessions"), _("Cancelled sessions"), _("Persons"), _("A session"), _("Attendance")),
        rows=tuple(rows),
        note=_groups_note(cells, bool(rows)),
        explained=explained(*(f"attendance.{end}" for end in GROUP_ENDS)),
    )


def _whole(cells: Cells, end: str) -> Cell:
    return cells.of(f"attendance.{end}", is_sum=True)


def _groups_note(cells: Cells, has_rows: bool) -> str:
    if not has_rows:
        return _("No group had a session in the period.")
    note = _("A participant may be in several groups, so persons don't add up.")
    waiting = sum(cells.reader.found.unregistered.values())
    if not waiting:
        return note
    told = ngettext(
        "%(count)d session has no roll call and isn't counted.",
        "%(count)d sessions have no roll call and aren't counted.",
        waiting,
    )
    return f"{note} {told % {'count': waiting}}"


def parallel(cells: Cells) -> Table:
    shown = [one for one in EFFORTS if one == ALWAYS_SHOWN or cells.reader.count(f"parallel.{one}.people")]
    codes = tuple(
        f"parallel.{effort}.{part}"
        for effort in shown
        for part in ("people", *(("moved_on",) if effort == ALWAYS_SHOWN else ()), "ended", "continuing")
    )
    count = cells.reader.count("treated.count")
    return Table(
        key="parallel",
        title=_("Efforts beside the team"),
        base=_("%(count)d participants who were enrolled at some time in the period.") % {"count": count},
        headers=(_("Number"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )


def follow_ups(cells: Cells) -> Table:
    codes = ("follow_up.held", "follow_up.cancelled", "follow_up.overdue")
    return Table(
        key="follow_ups",
        title=_("Follow-ups"),
        base=_("First follow-ups and three-month meetings. SIP and multi-party meetings are not counted."),
        headers=(_("Number"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )


def outreach(cells: Cells) -> Table:
    """Kinds and askers that the period has, and always the totals."""
    count = cells.reader.count
    kinds = [f"outreach.held.{one}" for one in OUTREACH if count(f"outreach.held.{one}")]
    askers = [f"outreach.enquiries.{one}" for one in ENQUIRERS if count(f"outreach.enquiries.{one}")]
    codes = ("outreach.held", *kinds, "outreach.people", "outreach.enquiries", *askers)
    return Table(
        key="outreach",
        title=_("Outreach"),
        base=_("What the team held outwards, and enquiries counted without names."),
        headers=(_("Number"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )


def budget(cells: Cells) -> Table:
    """The rows of the workbook in their own order, and their sum."""
    found = cells.reader.found
    used = found.budget_period_used
    lines = found.budget.budget.lines
    rows = [Row(line.name, _money(cells, line)) for line in lines]
    if rows:
        ends = ("requested", "granted", "actual", "forecast", "deviation")
        rows.append(Row(_("In all"), tuple(_sum(cells.of(f"budget.{end}")) for end in ends)))
    base = _("The budget's rows for %(period)s.") % {"period": periods.name(used)} if used else ""
    return Table(
        key="budget",
        title=_("Budget"),
        base=base or _("No budget is stored for the period."),
        units=_("kronor"),
        headers=(_("Requested"), _("Granted"), _("Actual"), _("Forecast"), _("Left of granted")),
        rows=tuple(rows),
        note=_other_period(cells),
        explained=explained("budget.granted", "budget.actual", "budget.forecast", "budget.deviation"),
    )


def _money(cells: Cells, line: BudgetLine) -> tuple[Cell, ...]:
    left = None if line.granted is None or line.outcome is None else line.granted - line.outcome
    return tuple(
        cells.kronor(amount) for amount in (line.requested, line.granted, line.actual, line.forecast, left)
    )


def _sum(cell: Cell) -> Cell:
    return Cell(cell.shown, cell.number, cell.unit, is_sum=True)


def _other_period(cells: Cells) -> str:
    used, period = cells.reader.found.budget_period_used, cells.reader.found.period
    if used is None or used == period:
        return ""
    return _(
        "The budget is for %(budget)s, not for %(period)s. Costs per person are therefore not counted."
    ) % {
        "budget": periods.name(used),
        "period": periods.name(period),
    }


def staff_and_cost(cells: Cells) -> Table:
    codes = ("staff.fte", "cost.per_treated", "cost.per_exit", "cost.per_result")
    return Table(
        key="staff",
        title=_("Staff, and what the money gave"),
        base=_(
            "Staff: the rows of the workbook, as a mean over the days of the period. Costs: the budget's actual."
        ),
        units=_("full-time equivalents and kronor"),
        headers=(_("Value"),),
        rows=named(codes, cells),
        explained=explained(*codes),
    )
