"""What is typed of somebody round a participant, and of an effort beside the team. Shape only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.participants.around.records import AroundValues
from samsteg.participants.around.services import role_of
from samsteg.participants.enums import ParallelKind
from samsteg.web.dates import DayField
from samsteg.web.participants.once import once_field
from samsteg.web.participants.plan.forms import MaybeDayField

SMALL = {"class": "s-in s-in-auto"}
NO_ONE = ""
OTHER_CHOICES = [("", _("Choose")), *ParallelKind.choices]
Choices = list[tuple[str, str]]


class AroundEntry(forms.Form):
    role = forms.CharField(
        label=_("What they are to the participant"),
        required=False,  # the service says what is missing
        max_length=200,
        help_text=_("Choose among the suggestions or write your own words."),
        widget=forms.TextInput(attrs={"class": "s-in", "list": "roller", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    authority_id = forms.ChoiceField(
        label=_("Authority"),
        required=False,
        help_text=_("Then the consents that name it stand beside the name."),
        widget=forms.Select(attrs={"class": "s-in"}),
    )
    workplace = forms.CharField(
        label=_("Workplace or unit"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("How to reach them"),
        required=False,
        max_length=1000,
        help_text=_("Telephone, mail, hours."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 2}),
    )
    remark = forms.CharField(
        label=_("Good to know"),
        required=False,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 2}),
    )
    from_on = MaybeDayField(label=_("From"), required=False)
    until_on = MaybeDayField(
        label=_("To and including"), required=False, help_text=_("Write it when the contact ends.")
    )
    is_called_to_sip = forms.BooleanField(label=_("Is called to a SIP"), required=False)
    source_id = forms.ChoiceField(
        label=_("Whose information"),
        required=False,
        help_text=_(
            "The authority that it comes from. It may be kept because the participant has consented."
        ),
        widget=forms.Select(attrs=SMALL),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())
    once = once_field()

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        authorities: Mapping[int, str],
        sources: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        _choose(self.fields["authority_id"], _("None in the list"), authorities)
        if sources:
            _choose(self.fields["source_id"], _("The team's own record"), sources)
        else:
            del self.fields["source_id"]

    def values(self) -> AroundValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return AroundValues(
            role=role_of(typed["role"]),
            name=typed["name"],
            workplace=typed["workplace"],
            contact=typed["contact"],
            remark=typed["remark"],
            authority_id=_number(typed["authority_id"]),
            is_called_to_sip=typed["is_called_to_sip"],
            from_on=typed["from_on"],
            until_on=typed["until_on"],
            source_id=_number(typed.get("source_id", "")),
        )


class EffortEntry(forms.Form):
    """`code` is asked for a new one alone."""

    code = forms.ChoiceField(
        label=_("What goes on beside the team"),
        choices=OTHER_CHOICES,
        widget=forms.Select(attrs={"class": "s-in"}),
    )
    started_on = DayField(label=_("From"))
    ended_on = MaybeDayField(
        label=_("To and including"), required=False, help_text=_("Leave it empty while it goes on.")
    )
    fact_id = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput())

    def __init__(self, data: Mapping[str, Any] | None, *, is_new: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not is_new:
            del self.fields["code"]


def _choose(field: forms.Field, none: object, names: Mapping[int, str]) -> None:
    assert isinstance(field, forms.ChoiceField)
    ordered = sorted(names.items(), key=lambda one: one[1].casefold())
    field.choices = [(NO_ONE, none), *((str(pk), name) for pk, name in ordered)]


def _number(text: str) -> int | None:
    return int(text) if text else None
