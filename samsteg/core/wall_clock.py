"""Days and times that two columns hold, as the clock on the wall says in Sweden, as a moment in SQL."""

from __future__ import annotations

from django.db.models import DateTimeField, F, Func


def wall_clock(day: str, clock: str) -> Func:
    """The moment of the column `day` at the column `clock`."""
    return Func(
        F(day),
        F(clock),
        function="",
        arg_joiner=" + ",
        template="((%(expressions)s) AT TIME ZONE 'Europe/Stockholm')",
        output_field=DateTimeField(),
    )
