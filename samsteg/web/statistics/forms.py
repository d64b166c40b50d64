"""What a team lead writes down from an earlier report. Shape only: what may stand there is said by the service."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from samsteg.exchange.issues import CellError
from samsteg.exchange.numbers import read_number
from samsteg.reports.formats import Formats, number
from samsteg.statistics.indicators import label
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.published import PRINTED_UNITS
from samsteg.statistics.publishing import Printed
from samsteg.statistics.values import Period
from samsteg.web.dates import DayField

# Figures that reports print over the years, by their Swedish label, as the reports are Swedish.
OFFERED = (
    "throughput.results.months",
    "throughput.results.months.women",
    "throughput.results.months.men",
    "throughput.work.months",
    "throughput.studies.months",
    "support_before.results.years",
    "treated.count",
    "flow.opening",
    "flow.new",
    "flow.exits",
    "flow.dropouts",
    "flow.closing",
    "results.count",
    "results.share",
    "exits.work",
    "exits.studies",
    "exits.other_rehab",
    "queue.count",
    "work_training.people",
    "treated.age.mean",
    "budget.granted",
    "budget.actual",
)


class NumberField(forms.CharField):
    """Keeps the decimals as printed: 4,50 has two."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_number(text)
        except CellError:
            raise ValidationError(_("Write the number with digits, such as 30,75.")) from None

    def validate(self, value: Any) -> None:
        if value is None:
            raise ValidationError(_("Write the number as it stands in the report, such as 30,75."))


def _text(width: str, **attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": f"s-in {width}".strip(), "autocomplete": "off", **attributes})


def unit_words() -> dict[str, str]:
    """The printed units in the language of the page."""
    words = {
        "months": _("months"),
        "years": _("years"),
        "count": _("a count"),
        "percent": _("percent"),
        "sek": _("kronor"),
    }
    return {unit: words.get(unit, sign) for unit, sign in PRINTED_UNITS.items()}


class PublishedForm(forms.Form):
    figure = forms.CharField(max_length=200, widget=_text("", list="matt"))
    first = DayField()
    last = DayField()
    value = NumberField(widget=_text("s-in-date", inputmode="decimal"))
    unit = forms.ChoiceField(required=False)  # its words follow the language of the page
    source = forms.CharField(max_length=300, required=False, widget=_text(""))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "figure": _("Which figure"),
            "first": _("From and including"),
            "last": _("Up to and including"),
            "value": _("Value as printed"),
            "unit": _("Unit"),
            "source": _("Report and page"),
        }
        for name, text in labels.items():
            self.fields[name].label = text
        self.fields["figure"].error_messages["required"] = _(
            "Say which figure it is, such as Genomströmningstid."
        )
        self.fields["figure"].help_text = _("Choose from the list or write as in the report.")
        self.fields["source"].help_text = _("Optional. For instance: Year report 2024, p. 7")
        self.fields["unit"] = forms.ChoiceField(
            choices=[("", _("The figure's own")), *unit_words().items()],
            label=labels["unit"],
            required=False,
            widget=forms.Select(attrs={"class": "s-in"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            self.add_error("last", _("The last day comes before the first. Write a later day."))
        return cleaned

    @property
    def printed(self) -> Printed:
        data = self.cleaned_data
        value: Decimal = data["value"]
        return Printed(
            data["figure"], Period(data["first"], data["last"]), value, data["unit"], data["source"]
        )


def form_of(row: PublishedFigure) -> PublishedForm:
    return PublishedForm(
        initial={
            "figure": label(row.figure) if row.is_code else row.figure,
            "first": row.period_from,
            "last": row.period_to,
            "value": number(row.value, Formats(), row.decimals, strip=False),
            "unit": row.unit if row.unit in PRINTED_UNITS else "",
            "source": row.source,
        }
    )


def offered() -> list[str]:
    return [label(code) for code in OFFERED]
