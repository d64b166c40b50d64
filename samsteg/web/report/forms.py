"""Beginning a report: one of the usual periods, or one's own two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.statistics.values import Period
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.periods import Proposal, default_period, proposals, span_of_facts
from samsteg.web.report.addresses import period_from, text_of

OWN_DAYS = "egna"
MOST_YEARS = 8

Choices = list[tuple[str, Any]]


class OptionalDay(DayField):
    def validate(self, value: object) -> None:
        """Empty unless the own days are chosen; `clean` sees to that."""


class StartForm(forms.Form):
    period = forms.ChoiceField()
    first = OptionalDay(required=False)
    last = OptionalDay(required=False)

    def __init__(self, choices: Choices, data: Mapping[str, str] | None = None, initial: str = "") -> None:
        super().__init__(data, initial={"period": initial})
        for name, label in (
            ("period", _("Period")),
            ("first", _("From and including")),
            ("last", _("Up to and including")),
        ):
            self.fields[name].label = label
        field = choice_field(self, "period")
        field.choices = choices
        field.widget.attrs["class"] = "s-in s-in-auto"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("period") != OWN_DAYS:
            return cleaned
        for name in ("first", "last"):
            if name in cleaned and cleaned[name] is None:
                self.add_error(name, _("Write the day as 2026-11-23"))
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first. Write a later day."))
        return cleaned

    @property
    def chosen(self) -> Period:
        """Of a form without faults."""
        if self.cleaned_data["period"] == OWN_DAYS:
            return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return period_from(self.cleaned_data["period"])


def start_form(
    team: Team, begun: Collection[Period], data: Mapping[str, str] | None = None, asked: Period | None = None
) -> StartForm:
    """`asked`: the period that another page was about."""
    default = default_period(team)
    offered = proposals(_span(team, timezone.localdate()), default)
    usual = offered.years[:MOST_YEARS], offered.others[: 3 * MOST_YEARS]
    known = [one.period for group in usual for one in group]
    first_choice = asked or next((one for one in (default, *known) if one not in begun), default)
    choices: Choices = [
        *(
            []
            if first_choice in known
            else _options([Proposal(_name(first_choice), first_choice, True)], begun)
        ),
        (_("Years"), _options(usual[0], begun)),
        (_("Half-years and July–June"), _options(usual[1], begun)),
        (OWN_DAYS, _("Your own dates, written below")),
    ]
    return StartForm(choices, data, text_of(first_choice))


def _options(offered: Iterable[Proposal], begun: Collection[Period]) -> Choices:
    mark = _("%(period)s (begun)")
    return [
        (text_of(one.period), mark % {"period": one.label} if one.period in begun else one.label)
        for one in offered
    ]


def _name(period: Period) -> str:
    return f"{period.first} \u2013 {period.last}"


def _span(team: Team, today: dt.date) -> Period:
    found = span_of_facts(team)
    if found is None:
        return Period(today.replace(month=1, day=1), today)
    return Period(min(found.first, today), max(found.last, today))
