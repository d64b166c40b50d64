"""What is known of a person and a stay, as one corrects it. Shape only: what can't be true is said by the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.organisation.municipalities import code_for
from samsteg.participants.enums import ExitDetail, ExitReason, IncomeSource, NotEnrolledReason, Referrer
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import OrderReason
from samsteg.people.enums import Sex
from samsteg.people.models import PersonDetail
from samsteg.people.services import PersonFacts
from samsteg.web.dates import DayField, parse_day

SELECT = {"class": "s-in s-in-auto"}
Choices = Sequence[tuple[str, Any]]


def _choice(label: Any, choices: Choices, why: Any = "") -> Any:
    return forms.ChoiceField(
        label=label,
        choices=[("", gettext_lazy("Not known")), *choices],
        required=False,
        help_text=why,
        widget=forms.Select(attrs=SELECT),
    )


def _more(label: Any) -> Any:
    return forms.MultipleChoiceField(
        label=label, choices=IncomeSource.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _day(label: Any, why: Any = "") -> Any:
    return DayField(label=label, required=False, help_text=why)


class BirthField(forms.Field):
    """A day, or the year alone where no more is known."""

    def to_python(self, value: object) -> dt.date | int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if len(text) == 4 and text.isascii() and text.isdigit():
            return int(text)
        try:
            return parse_day(text)
        except ValueError:
            raise ValidationError(_("Write the day as 1990-05-17, or the year alone as 1990")) from None


class MunicipalityField(forms.CharField):
    """A name or a code; the code is what is kept."""

    def to_python(self, value: object) -> str:
        text = str(value or "").strip()
        code = code_for(text) if text else ""
        if code is None:
            raise ValidationError(_("Write the name of a municipality in Sweden, such as Hedemora"))
        return code

    def prepare_value(self, value: Any) -> Any:
        return MUNICIPALITIES.get(value, value)


class Correction(forms.Form):
    version = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())


class PersonCorrection(Correction):
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=Sex.choices,
        help_text=gettext_lazy("As the figures count."),
        widget=forms.Select(attrs=SELECT),
    )
    born = BirthField(
        label=gettext_lazy("Born"),
        required=False,
        help_text=gettext_lazy("The day, or the year alone where no more is known."),
        widget=forms.TextInput(attrs={"class": "s-in s-in-date", "autocomplete": "off"}),
    )

    def facts(self) -> PersonFacts:
        born = self.cleaned_data["born"]
        is_day = isinstance(born, dt.date)
        return PersonFacts(
            sex=self.cleaned_data["sex"],
            born_on=born if is_day else None,
            birth_year=None if is_day else born,
        )


def initial_of_person(detail: PersonDetail | None, *, with_day: bool) -> dict[str, Any]:
    if detail is None:
        return {"sex": Sex.OTHER.value, "born": ""}
    born = (detail.born_on if with_day else None) or detail.birth_year or ""
    return {"sex": detail.sex, "born": str(born)}


class StayCorrection(Correction):
    """The groups of fields that don't apply to the stay are left out: see `LEFT_OUT`."""

    referred_on = _day(gettext_lazy("Referred"))
    study_visit_on = _day(gettext_lazy("Study visit"))
    mission_received_on = _day(
        gettext_lazy("Mission received"), gettext_lazy("The queue time begins with it.")
    )
    enrolled_on = _day(gettext_lazy("Enrolled"))
    order_reason = _choice(gettext_lazy("Why the start was before the referral"), OrderReason.choices)
    not_enrolled_on = _day(gettext_lazy("Did not start"))
    not_enrolled_reason = _choice(gettext_lazy("Why not"), NotEnrolledReason.choices)
    referrer = _choice(gettext_lazy("Referrer"), Referrer.choices)
    municipality_code = MunicipalityField(
        label=gettext_lazy("Municipality"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Where the participant was registered at the start."),
        widget=forms.TextInput(attrs={"class": "s-in s-in-short", "autocomplete": "off"}),
    )
    support_before_months = forms.DecimalField(
        label=gettext_lazy("Months of public support before"),
        required=False,
        min_value=0,
        max_value=1200,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("Counted back from the start."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Write the number of months, such as 18 or 4.5"),
        ),
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "decimal"}),
    )
    income_start = _choice(gettext_lazy("Main income at enrolment"), IncomeSource.choices)
    income_start_more = _more(gettext_lazy("Other incomes at enrolment"))
    exited_on = _day(gettext_lazy("Exited"))
    exit_reason = _choice(gettext_lazy("What it led to"), ExitReason.choices)
    exit_detail = _choice(gettext_lazy("More exactly"), ExitDetail.choices)
    exit_detail_text = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    exit_extent_percent = forms.IntegerField(
        label=gettext_lazy("Percent of full time"),
        required=False,
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Write a number from 0 to 100")
        ),
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    early_exit = forms.BooleanField(label=gettext_lazy("Early exit"), required=False)
    income_exit = _choice(gettext_lazy("Main income at exit"), IncomeSource.choices)
    income_exit_more = _more(gettext_lazy("Other incomes at exit"))

    def __init__(
        self, data: Any, stay: Stay, *, is_protected: bool, may_end: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for name in left_out(stay, is_protected=is_protected, may_end=may_end):
            del self.fields[name]

    def changes(self) -> dict[str, object]:
        """By the fields of StayFacts; those that are left out of the form are not named."""
        typed = dict(self.cleaned_data)
        found: dict[str, object] = {}
        for name in self.fields:
            if name in ("income_start", "income_exit"):
                found[name] = in_order(typed[name], typed[f"{name}_more"])
            elif name not in ("version", "order_reason") and not name.endswith("_more"):
                found[name] = typed[name]
        return found


WAY_OUT = (
    "exited_on",
    "exit_reason",
    "exit_detail",
    "exit_detail_text",
    "exit_extent_percent",
    "early_exit",
    "income_exit",
    "income_exit_more",
)


def left_out(stay: Stay, *, is_protected: bool, may_end: bool = False) -> list[str]:
    """An exit and a no are steps of their own; here they are corrected where they have been.

    `may_end`: of a referral that came twice, to which no step on the way leads.
    """
    names: list[str] = []
    if stay.exited_on is None:
        names += WAY_OUT
    if stay.not_enrolled_on is not None:
        names.append("enrolled_on")
    elif not may_end:
        names += ["not_enrolled_on", "not_enrolled_reason"]
    if is_protected:
        names.append("municipality_code")
    return names


def in_order(main: str, more: Sequence[str]) -> tuple[str, ...]:
    """The main one first; the others as they are listed."""
    return tuple(dict.fromkeys([*([main] if main else []), *more]))


def initial_of_stay(stay: Stay) -> dict[str, Any]:
    """What holds now, by the fields of the form."""
    names = (name for name in StayCorrection.base_fields if hasattr(stay, name))
    months = stay.support_before_months
    return {
        **{name: getattr(stay, name) for name in names},
        "support_before_months": None if months is None else Decimal(f"{months.normalize():f}"),
        **{
            key: value
            for name in ("income_start", "income_exit")
            for key, value in (
                (name, next(iter(getattr(stay, name)), "")),
                (f"{name}_more", list(getattr(stay, name)[1:])),
            )
        },
    }
