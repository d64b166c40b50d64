"""What is typed of the outreach log. Shape only: what may stand there is said by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.governance.outreach.enums import Enquirer, EnquiryAbout, OutreachKind, OutreachState
from samsteg.governance.outreach.models import LONGEST, Enquiry, OutreachActivity
from samsteg.governance.outreach.records import EnquiryValues, OutreachValues
from samsteg.governance.outreach.services import values_of
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.participants.once import once_field
from samsteg.web.visits.forms import TimeField

Choices = Sequence[tuple[Any, Any]]
SELECT = {"class": "s-in s-in-auto"}
NUMBER = {"class": "s-in s-in-num", "inputmode": "numeric", "autocomplete": "off"}
LARGEST = 2**31 - 1
CHOOSE = ("", _("Choose"))
NO_EMPLOYER = ("", _("None of the register"))


def _line(name: str, label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=LONGEST[name], required=required, help_text=hint, widget=widget
    )


def _select(label: Any, choices: Choices, hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.Select(attrs=SELECT)
    )


def _number(label: Any, hint: Any = "", **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(attrs=NUMBER),
        **kwargs,
    )


class OutreachEntry(forms.Form):
    kind = _select(_("Kind"), [CHOOSE, *OutreachKind.choices])
    what = _line(
        "what",
        _("What"),
        _("For example \u201cTold the committee of the half-year\u201d. Never a participant's name."),
        required=True,
    )
    on_day = DayField(label=_("Day"))
    starts_at = TimeField(label=_("Time"), required=False)
    state = _select(_("How it stands"), OutreachState.choices)
    with_whom = _line(
        "with_whom", _("With whom"), _("The organisation, for example \u201cSocialn\u00e4mnden\u201d.")
    )
    employer_id = _select(_("Employer of the register"), [NO_EMPLOYER], required=False)
    is_digital = forms.BooleanField(label=_("It is held digitally"), required=False)
    place = _line("place", _("Where"))
    people_count = _number(
        _("How many came"), _("Besides the team. Empty when nobody counted."), required=False
    )
    user_ids = forms.MultipleChoiceField(
        label=_("Who from the team"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = _line(
        "outcome", _("What came of it, in a line"), _("For example \u201cTwo employers want a visit\u201d.")
    )
    series = once_field()
    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput())

    def __init__(
        self, data: Mapping[str, Any] | None, *, staff: Choices, employers: Choices, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choices = self.fields["user_ids"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(str(user_id), name) for user_id, name in staff]
        self.employers = {str(pk): name for pk, name in employers}
        choice_field(self, "employer_id").choices = [NO_EMPLOYER, *self.employers.items()]
        self.fields["what"].error_messages["required"] = _("Write what it is, in a few words.")

    def values(self) -> OutreachValues:
        """Of a form that is valid."""
        typed = {
            name: value for name, value in self.cleaned_data.items() if name not in ("series", "version")
        }
        chosen = typed["employer_id"]
        if chosen and not typed["with_whom"].strip():
            typed["with_whom"] = self.employers[chosen][: LONGEST["with_whom"]]
        typed["employer_id"] = int(chosen) if chosen else None
        typed["user_ids"] = tuple(int(one) for one in typed["user_ids"])
        return OutreachValues(**typed)


def initial_of(row: OutreachActivity) -> dict[str, Any]:
    values = values_of(row)
    found = {name: getattr(values, name) for name in values.__slots__}
    return found | {"user_ids": [str(one) for one in row.user_ids], "version": row.version}


class EnquiryEntry(forms.Form):
    on_day = DayField(label=_("Day"))
    enquirer = _select(_("Who asked"), [CHOOSE, *Enquirer.choices], _("What kind, never who."))
    about = _select(_("About what"), [CHOOSE, *EnquiryAbout.choices])
    enquiry_count = _number(_("How many"), initial=1)
    series = once_field()
    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput())

    def values(self) -> EnquiryValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return EnquiryValues(**{name: typed[name] for name in EnquiryValues.__slots__})


def initial_of_enquiry(row: Enquiry) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("on_day", "enquirer", "about", "enquiry_count", "version")}
