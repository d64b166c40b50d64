"""Rules over the cells of one row. Source: the agreement's workbook.md.

A rule over a wrong cell keeps quiet, and so does one that would need a column that isn't in the file: an absent column
leaves what is stored alone, and the row laid over it is checked again (`participants.rules`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SheetName
from samsteg.exchange.identity import IdentityNumber
from samsteg.exchange.mappings import ASSOCIATION_WORD, UNDECIDED
from samsteg.exchange.rows import Draft
from samsteg.exchange.session_rules import check_session
from samsteg.exchange.text import fold

Rule = Callable[[Draft, dt.date], None]

STAY_DATES = (
    "referred_on",
    "study_visit_on",
    "mission_received_on",
    "enrolled_on",
    "exited_on",
    "not_enrolled_on",
)
BEFORE_START = STAY_DATES[:3]
BIRTH_KEYS = frozenset({"born_on", "birth_year"})
WORK_DETAILS = ("unsubsidised", "wage_subsidy", "extra_job")
FAR_AHEAD = dt.timedelta(days=366)


def check_row(row: Draft, today: dt.date) -> None:
    for rule in RULES[row.layout.sheet.name]:
        rule(row, today)


def _knows(row: Draft, *keys: str) -> bool:
    return row.is_sound(*keys) and all(key in row.layout.places for key in keys)


def _header(row: Draft, key: str) -> str:
    return row.layout.sheet.by_key[key].header


def _check_order(row: Draft, first: str, last: str, code: str) -> None:
    begin, end = row.values[first], row.values[last]
    if isinstance(begin, dt.date) and isinstance(end, dt.date) and end < begin:
        text = _("%(last)s %(end)s is before %(first)s %(begin)s. Check both dates.")
        names = {"last": _header(row, last), "first": _header(row, first), "begin": begin, "end": end}
        row.error(last, code, text % names)


def _check_needs(row: Draft, key: str, needed: str, code: str) -> None:
    """`key` has a value only where `needed` has one."""
    if row.values[key] not in (None, (), False) and row.values[needed] is None and _knows(row, key, needed):
        text = _("%(key)s needs %(needed)s. Fill in %(needed)s, or empty the cell.")
        row.error(key, code, text % {"key": _header(row, key), "needed": _header(row, needed)})


def _take_identity(row: Draft, today: dt.date) -> None:
    """Birth and sex follow from a personnummer where their own cells are empty."""
    identity = row.values["personnummer"]
    if not isinstance(identity, IdentityNumber):
        return
    row.values["personnummer"] = identity.number
    born_on, birth_year = row.values["born_on"], row.values["birth_year"]
    if identity.born_on > today:
        row.error("personnummer", "birth_in_future", _("The day of birth is in the future. Check the date."))
        return
    has_conflict = born_on not in (None, identity.born_on) or birth_year not in (None, identity.born_on.year)
    if has_conflict:
        text = _("Född and Personnummer tell of different days. Check both.")
        row.error("born_on", "birth_conflict", text)
        return
    if row.is_sound("born_on"):
        row.values["born_on"], row.values["birth_year"] = identity.born_on, identity.born_on.year
        row.derived = BIRTH_KEYS
    if row.values["sex"] is None and row.is_sound("sex"):
        row.values["sex"] = identity.sex


def _check_who(row: Draft, today: dt.date) -> None:
    if row.values["sex"] is None and row.is_sound("sex"):
        row.error("sex", "value_missing", _("The cell is empty. Write a value."))
    if row.values["birth_year"] is None and row.is_sound("born_on", "personnummer"):
        text = _("Född and Personnummer are both empty. One of them is needed; a year of birth is enough.")
        row.error("born_on", "birth_missing", text)


def _check_any_start(row: Draft, today: dt.date) -> None:
    keys = ("referred_on", "mission_received_on", "enrolled_on")
    if _knows(row, *keys) and all(row.values[key] is None for key in keys):
        text = _("Remitterad, Uppdrag mottaget and Inskriven are all empty. One of them is needed.")
        row.error("enrolled_on", "start_missing", text)


def _check_birth_before(row: Draft, today: dt.date) -> None:
    """Nobody is born after a day on which something happened to them."""
    born_on, year = row.values["born_on"], row.values["birth_year"]
    if not isinstance(year, int):
        return
    for key in STAY_DATES:
        day = row.values[key]
        if isinstance(day, dt.date) and (day.year < year or (isinstance(born_on, dt.date) and day < born_on)):
            text = _("Född is after %(event)s %(day)s. Check both dates.") % {
                "event": _header(row, key),
                "day": day,
            }
            row.error("born_on", "birth_after_event", text)
            return


def _check_exit(row: Draft, today: dt.date) -> None:
    values = row.values
    _check_order(row, "enrolled_on", "exited_on", "exit_before_enrolment")
    if values["exited_on"] is not None:
        _check_exit_is_whole(row)
    for key in ("exit_reason", "exit_detail", "exit_extent_percent", "early_exit", "income_exit"):
        _check_needs(row, key, "exited_on", "exit_missing")
    if values["exit_detail_text"] is not None and values["exited_on"] is None and _knows(row, "exited_on"):
        text = _("%(key)s needs %(needed)s. Fill in %(needed)s, or empty the cell.")
        row.error("exit_detail", "exit_missing", text % {"key": "Avslut preciserat", "needed": "Avslutad"})
    if "exited_on" in row.layout.places:
        values["early_exit"] = bool(values["early_exit"]) if values["exited_on"] is not None else None


def _check_exit_is_whole(row: Draft) -> None:
    if row.values["enrolled_on"] is None and _knows(row, "exited_on", "enrolled_on"):
        text = _(
            "Avslutad needs Inskriven. If the person never started, write the date in Ej inskriven in place of it."
        )
        row.error("exited_on", "exit_without_enrolment", text)
    if row.values["exit_reason"] is None and _knows(row, "exit_reason"):
        text = _("Avslutad needs Avslutsorsak. Choose where the exit led.")
        row.error("exit_reason", "exit_without_reason", text)


def _check_detail(row: Draft, today: dt.date) -> None:
    if row.values["exit_detail"] in WORK_DETAILS and row.values["exit_reason"] not in (None, "work"):
        text = _("Avslut preciserat tells of work, but Avslutsorsak is something else. Check both.")
        row.warn("exit_detail", "detail_of_other_reason", text)


def _check_not_enrolled(row: Draft, today: dt.date) -> None:
    values = row.values
    if values["not_enrolled_on"] is not None and values["enrolled_on"] is not None:
        text = _("Ej inskriven and Inskriven can't both be filled in. Keep the one that happened.")
        row.error("not_enrolled_on", "both_enrolled_and_not", text)
    _check_needs(row, "not_enrolled_reason", "not_enrolled_on", "not_enrolled_date_missing")
    has_no_reason = values["not_enrolled_reason"] is None and _knows(row, "not_enrolled_reason")
    if values["not_enrolled_on"] is not None and has_no_reason:
        text = _("Ej inskriven needs Skäl ej inskriven. Choose why the person didn't start.")
        row.error("not_enrolled_reason", "not_enrolled_reason_missing", text)


def _check_referral_order(row: Draft, today: dt.date) -> None:
    """Teams take these steps in any order, but all of them before the start: an odd order is told, not refused."""
    end = "enrolled_on" if row.values["enrolled_on"] is not None else "not_enrolled_on"
    last = row.values[end]
    if not isinstance(last, dt.date):
        return
    for key in BEFORE_START:
        day = row.values[key]
        if isinstance(day, dt.date) and day > last:
            text = _("%(first)s %(day)s is after %(last)s %(end)s. It is kept as it is.")
            names = {"first": _header(row, key), "day": day, "last": _header(row, end), "end": last}
            row.warn(key, "odd_order", text % names)


def _check_far_ahead(row: Draft, today: dt.date) -> None:
    limit = today + FAR_AHEAD
    for key in STAY_DATES:
        day = row.values[key]
        if isinstance(day, dt.date) and day > limit:
            row.warn(key, "date_far_ahead", _("The date is more than a year ahead. It is kept as it is."))


def _check_parallel(row: Draft, today: dt.date) -> None:
    _check_order(row, "parallel_started_on", "parallel_ended_on", "parallel_order")
    _check_needs(row, "parallel_ended_on", "parallel_started_on", "parallel_start_missing")


def _check_span(row: Draft, today: dt.date) -> None:
    _check_order(row, "started_on", "ended_on", "end_before_start")


def _check_hours(row: Draft, today: dt.date) -> None:
    """A step is of some hours: an empty cell takes it away."""
    if row.values["hours_per_week"] == 0:
        text = _("Write more than 0 hours. To take the step away, empty the cell.")
        row.error("hours_per_week", "hours_zero", text)


def _check_signed(row: Draft, today: dt.date) -> None:
    _check_needs(row, "signed_by", "signed_on", "signed_day_missing")
    signed_on = row.values["signed_on"]
    if isinstance(signed_on, dt.date) and signed_on > today:
        text = _("The day has not come. Write the day when it was signed.")
        row.error("signed_on", "signed_ahead", text)


def _check_period(row: Draft, today: dt.date) -> None:
    _check_order(row, "period_from", "period_to", "period_backwards")


def _check_controller(row: Draft, today: dt.date) -> None:
    """A samordningsförbund may not hold participant data (supervisory decision of 2016)."""
    controller = row.values["controller"]
    if controller is None:
        return
    name = fold(str(controller))
    if name == UNDECIDED:
        row.values["controller"] = None
    elif ASSOCIATION_WORD in name or name == fold(str(row.values["association"] or "")):
        text = _(
            "A samordningsförbund may not answer for data about participants. Name the authority that does."
        )
        row.error("controller", "controller_is_association", text)


RULES: dict[SheetName, tuple[Rule, ...]] = {
    SheetName.TEAM: (_check_period, _check_controller),
    SheetName.STAYS: (
        _take_identity,
        _check_who,
        _check_any_start,
        _check_birth_before,
        _check_exit,
        _check_detail,
        _check_not_enrolled,
        _check_referral_order,
        _check_far_ahead,
        _check_parallel,
    ),
    SheetName.BUDGET: (),
    SheetName.POSITIONS: (_check_span,),
    SheetName.PLACEMENTS: (_check_span, _check_signed),
    SheetName.HOURS: (_check_hours,),
    SheetName.EFFORTS: (_check_span,),
    SheetName.GROUPS: (),
    SheetName.ATTENDANCE: (check_session,),
    SheetName.REPORTED: (_check_period,),
}
