"""Days as people type them. Six digits are always YYMMDD; what was understood is echoed as 2026-11-23."""

from __future__ import annotations

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PATTERNS = ("%Y-%m-%d", "%Y%m%d", "%y%m%d", "%Y/%m/%d", "%Y.%m.%d")
YEARS = range(1900, 2101)


def parse_day(text: str) -> dt.date:
    """Raises ValueError when the text is no day."""
    text = re.sub(r"\s+", "", text)
    for pattern in PATTERNS:
        try:
            day = dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        if day.year in YEARS and len(text) == len(day.strftime(pattern)):
            return day
    raise ValueError(text)


class DayInput(forms.TextInput):
    """A text field, never a wheel."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "s-in s-in-date", "autocomplete": "off"})


class DayField(forms.Field):
    widget = DayInput

    def to_python(self, value: object) -> dt.date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_day(text)
        except ValueError:
            raise ValidationError(_("Write the day as 2026-11-23")) from None

    def validate(self, value: object) -> None:
        if value is None and self.required:
            raise ValidationError(_("Write the day as 2026-11-23"))
