"""What is typed of placements. Shape only: what may happen is said by the services."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samsteg.placements.enums import (
    OF_CHECK_IN,
    OF_PLACEMENT,
    BreakReason,
    CheckInForm,
    DecidedBy,
    FoundBy,
    InsuredBy,
    Outcome,
    PlacementForm,
    SignedBy,
    TextPart,
)
from samsteg.placements.records import CheckInValues, Ending, PlacementValues, Rung
from samsteg.placements.services import LONGEST_NAME
from samsteg.web.dates import DayField
from samsteg.web.form_fields import PaperField

LARGEST = 2**31 - 1
HOURS = re.compile(r"\d{1,3}([.,]\d)?")
SELECT = {"class": "s-in s-in-auto"}
NOTHING = ("", "\u2013")
SAID = ("signed_on", "signed_by", "once")


class HoursField(forms.Field):
    """Hours a week, typed as 8 or 12,5."""

    widget = forms.TextInput(attrs={"class": "s-in s-in-num", "autocomplete": "off", "inputmode": "decimal"})

    def to_python(self, value: object) -> Decimal | None:
        text = str(value or "").strip().replace("\u00a0", "")
        if not text:
            return None
        try:
            if not HOURS.fullmatch(text):
                raise ValueError(text)
            return Decimal(text.replace(",", "."))
        except (ValueError, InvalidOperation):
            raise ValidationError(_("Write the hours as 8 or 12,5.")) from None

    def validate(self, value: object) -> None:
        if value is None and self.required:
            raise ValidationError(_("Write the hours as 8 or 12,5."))


def _choice(label: object, choices: Any, *, required: bool = False, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # lazy
        choices=[*([] if required else [NOTHING]), *choices],
        required=required,
        widget=forms.Select(attrs=SELECT),
        **kwargs,
    )


def _text(label: object, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy
        help_text=help_text,  # type: ignore[arg-type]  # lazy
        required=False,
        widget=forms.Textarea(attrs={"class": "s-in s-in-low", "rows": 4}),
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput())


class PlacementEntry(forms.Form):
    """`is_new`: asks for the hours from the first day. A protected person's workplace isn't asked for."""

    form = _choice(_("What kind of placement"), PlacementForm.choices, required=True)
    employer = forms.CharField(
        label=_("Employer"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("The name as in the team's register, or a new one."),
        widget=forms.TextInput(
            attrs={"class": "s-in", "autocomplete": "off", "list": "arbetsgivare-i-registret"}
        ),
    )
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Planned last day"), required=False)
    hours = HoursField(label=_("Hours a week from the first day"), required=False)
    found_by = _choice(_("Who found the place"), FoundBy.choices)
    insured_by = _choice(_("Who insures the participant"), InsuredBy.choices)
    tasks = _text(_("Tasks"), _("What the participant does there. Nothing about health."))
    support = _text(_("Support at the place"), _("Who helps, and with what. Nothing about health."))
    anyway = forms.BooleanField(label=_("They have said yes to one more"), required=False)
    version = _version()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, is_new: bool, has_employer: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if is_new:
            self.initial.setdefault("once", uuid.uuid4())
        else:
            del self.fields["hours"], self.fields["once"]
        if not has_employer:
            del self.fields["employer"]

    def values(self) -> PlacementValues:
        """Of a form that is valid. A workplace that isn't asked for is a sign of its own."""
        typed = self.cleaned_data
        return PlacementValues(
            employer=typed.get("employer", "\u2013"),
            form=typed["form"],
            started_on=typed["started_on"],
            ended_on=typed["ended_on"],
            hours=typed.get("hours"),
            found_by=typed["found_by"],
            insured_by=typed["insured_by"],
            texts={part.value: typed[part.value] for part in OF_PLACEMENT},
        )


class HoursEntry(forms.Form):
    valid_from = DayField(label=_("From"))
    hours = HoursField(label=_("Hours a week"))
    version = _version()

    def rung(self) -> Rung:
        return Rung(self.cleaned_data["valid_from"], self.cleaned_data["hours"])


class AgreementEntry(forms.Form):
    file = PaperField(label=_("File"), help_text=_("PDF, PNG or JPEG, at most 10 MB. Its name is not kept."))
    signed_on = DayField(label=_("Day when it was signed"))
    signed_by = forms.MultipleChoiceField(
        label=_("Who has signed"),
        choices=[(one.value, one.label) for one in SignedBy],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who has signed.")},
    )
    once = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, prefix="avtal", **kwargs)
        self.initial.setdefault("once", uuid.uuid4())

    def said(self) -> dict[str, Any]:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return {**{name: typed[name] for name in SAID}, "content": typed["file"].read()}


class EndEntry(forms.Form):
    """`early`: asks whose decision it was too."""

    ended_on = DayField(label=_("Last day"))
    decided_by = _choice(_("Whose decision it was"), DecidedBy.choices)
    reason = _choice(_("Why"), BreakReason.choices)
    outcome = _choice(_("What came of it"), Outcome.choices)
    version = _version()

    def __init__(self, data: Mapping[str, Any] | None = None, *, early: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not early:
            del self.fields["decided_by"], self.fields["reason"]

    def ending(self) -> Ending:
        typed = self.cleaned_data
        return Ending(
            ended_on=typed["ended_on"],
            outcome=typed["outcome"],
            decided_by=typed.get("decided_by", ""),
            reason=typed.get("reason", ""),
        )


class CheckInEntry(forms.Form):
    held_on = DayField(label=_("Day"))
    form = _choice(_("How"), CheckInForm.choices, required=True)
    employer_view = _text(TextPart.EMPLOYER_VIEW.label, _("In the employer's words. Nothing about health."))
    person_view = _text(TextPart.PERSON_VIEW.label, _("In the participant's words."))
    agreed = _text(TextPart.AGREED.label)
    next_on = DayField(
        label=_("Next check-in"), required=False, help_text=_("Empty when none more is needed.")
    )
    version = _version()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def check_in(self) -> CheckInValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return CheckInValues(
            held_on=typed["held_on"],
            form=typed["form"],
            next_on=typed["next_on"],
            texts={part.value: typed[part.value] for part in OF_CHECK_IN},
        )
