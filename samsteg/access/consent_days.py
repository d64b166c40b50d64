"""How long a consent may hold: the controller's rule, dated, from the day it was signed."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from samsteg.access.controller_rules import VALUES
from samsteg.access.enums import RuleName
from samsteg.access.models import ControllerRule


@dataclass(frozen=True, slots=True)
class LongestTime:
    """The months that the controller has decided, by the day from which they hold."""

    decided: tuple[tuple[dt.date, int], ...] = ()

    def months(self, day: dt.date) -> int:
        held = [months for valid_from, months in self.decided if valid_from <= day]
        return held[-1] if held else int(VALUES[RuleName.CONSENT_MONTHS][0])

    def end(self, signed_on: dt.date) -> dt.date:
        """The first day on which a consent signed then no longer holds, at the latest."""
        return months_later(signed_on, self.months(signed_on))


def longest_time(team_id: int) -> LongestTime:
    rows = ControllerRule.objects.filter(team_id=team_id, name=RuleName.CONSENT_MONTHS)
    decided = rows.order_by("valid_from", "pk").values_list("valid_from", "value")
    return LongestTime(tuple((day, int(value)) for day, value in decided))


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the month's last."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
