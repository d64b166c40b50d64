"""Rules over one row of Närvaro: a session's own row has no Ärende, a mark's row has nothing else of the session."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from samsteg.exchange.rows import Draft

COUNTS = ("guest_count", "partner_count")
OF_THE_SESSION = ("state", "moved_from_on", "reason", "decided_by", *COUNTS)
FARTHEST_AHEAD = dt.timedelta(days=732)


def check_session(row: Draft, today: dt.date) -> None:
    for key in COUNTS:
        row.values[key] = row.values[key] or None  # nobody and nothing said are the same
    if row.values["own_id"] is not None:
        _check_mark(row)
    elif row.is_sound("own_id"):
        _check_own_row(row, today)


def _check_mark(row: Draft) -> None:
    for key in OF_THE_SESSION:
        if row.values[key] is not None:
            text = _(
                "This is about the whole session. Write it on the session's own row, where Ärende is empty, "
                "and empty the cell here."
            )
            row.error(key, "of_the_session", text)
    if row.values["mark"] is None and "mark" not in row.layout.places:
        row.error("own_id", "mark_missing", _("The heading Markering is missing, so the row says nothing."))


def _check_own_row(row: Draft, today: dt.date) -> None:
    values, places = row.values, row.layout.places
    if values["mark"] is not None:
        text = _("A mark is about somebody. Write whose it is in Ärende, or empty Markering.")
        row.error("mark", "mark_of_nobody", text)
    if values["state"] is None and "state" in places and row.is_sound("state"):
        row.error("state", "value_missing", _("Write hållet, inställt or planerat."))
    _check_times(row)
    _check_state(row, today)


def _check_times(row: Draft) -> None:
    begins, ends = row.values["starts_at"], row.values["ends_at"]
    if isinstance(begins, dt.time) and isinstance(ends, dt.time) and ends <= begins:
        row.error("ends_at", "end_before_start", _("The end comes before the start. Check the times."))


def _check_state(row: Draft, today: dt.date) -> None:
    state = row.values["state"]
    if state == "cancelled":
        _check_said(row, "reason", _("Write in Skäl why it was cancelled."))
        _check_said(row, "decided_by", _("Write in Vems beslut who decided that."))
    if state == "moved":
        _check_said(row, "moved_from_on", _("Write in Flyttat från which day it was first planned for."))
    day = row.values["on_day"]
    if isinstance(day, dt.date):
        _check_day(row, day, today)


def _check_said(row: Draft, key: str, text: str) -> None:
    if row.values[key] is None and row.is_sound(key):
        row.error(key if key in row.layout.places else "state", "value_missing", text)


def _check_day(row: Draft, day: dt.date, today: dt.date) -> None:
    if row.values["moved_from_on"] == day:
        text = _("It is the same day as Dag. Write the day that it was moved from, or empty the cell.")
        row.error("moved_from_on", "moved_nowhere", text)
    if row.values["state"] == "held" and day > today:
        row.error("state", "held_ahead", _("The day has not come. Write planerat until then."))
    if day > today + FARTHEST_AHEAD:
        row.error("on_day", "date_far_ahead", _("The day is more than two years ahead. Check the year."))
