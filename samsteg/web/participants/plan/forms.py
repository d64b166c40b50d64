"""What is typed of a plan. Shape only: what may be kept is said by the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.access.enums import DataCategory
from samsteg.participants.plans.enums import HIGHEST, LOWEST, StepKind, StepState
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.web.dates import DayField
from samsteg.web.participants.once import once_field

NUMBERS = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
SMALL = {"class": "s-in s-in-auto"}


class MaybeDayField(DayField):
    def validate(self, value: object) -> None:
        """A day that isn't given is none."""


def _category() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What it is about"),
        choices=[("", _("Choose")), *DataCategory.choices],
        initial=DataCategory.PLANNING,
        help_text=_("Decides who may read it."),
        widget=forms.Select(attrs=SMALL),
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class TextEntry(forms.Form):
    text = forms.CharField(
        label=_("In the participant's own words"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 7}),
    )
    category = _category()
    version = _version()


class StepEntry(forms.Form):
    """`staff` are who may have promised it; asked for a promise alone."""

    text = forms.CharField(
        label=_("What you have agreed on"),
        required=False,  # the service says what is missing
        strip=False,
        help_text=_("Small enough to be done, and in the participant's own words."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    due_on = MaybeDayField(label=_("Asked about on"), required=False, help_text=_("Optional."))
    agreed_on = DayField(label=_("Agreed on"))
    promised_by = forms.ChoiceField(
        label=_("Who keeps the promise"), required=False, widget=forms.Select(attrs=SMALL)
    )
    category = _category()
    version = _version()
    once = once_field()

    def __init__(
        self, data: Mapping[str, Any] | None, kind: StepKind, staff: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.kind = kind
        promised_by = self.fields["promised_by"]
        assert isinstance(promised_by, forms.ChoiceField)
        if kind is StepKind.PROMISE:
            promised_by.choices = [(str(pk), name) for pk, name in staff.items()]
            self.fields["text"].help_text = _("What the team does, and by whom.")
        else:
            del self.fields["promised_by"]

    def values(self) -> StepValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        keeper = typed.get("promised_by")
        return StepValues(
            kind=self.kind,
            text=typed["text"],
            agreed_on=typed["agreed_on"],
            due_on=typed["due_on"],
            promised_by_id=int(keeper) if keeper else None,
            category=typed["category"],
        )


class CloseEntry(forms.Form):
    state = forms.ChoiceField(
        label=_("How it went"),
        choices=[
            (StepState.DONE.value, _("It is done")),
            (StepState.LET_GO.value, _("It is no longer the right step")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What helped, or what was learnt"),
        required=False,
        strip=False,
        help_text=_("Optional. In the participant's own words."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    closed_on = MaybeDayField(label=_("Day"), required=False)
    version = _version()


class ScaleEntry(forms.Form):
    """Nothing is chosen beforehand."""

    own = forms.ChoiceField(
        label=_("The participant's own number"),
        choices=NUMBERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number from 0 to 10.")},
        help_text=_("0 is the worst it has been, 10 is the day when the best hopes have come true."),
    )
    words = forms.CharField(
        label=_("What makes it that number and not lower"),
        required=False,
        strip=False,
        help_text=_("Optional. In the participant's own words."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    read_on = DayField(label=_("Day"))
    coach = forms.ChoiceField(
        label=_("The coach's number"),
        required=False,
        choices=[("", _("None")), *NUMBERS],
        help_text=_("Optional, and told as the coach's own view."),
        widget=forms.Select(attrs=SMALL),
    )
    version = _version()
    once = once_field()

    def values(self) -> ScaleValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return ScaleValues(
            read_on=typed["read_on"],
            own=int(typed["own"]),
            coach=int(typed["coach"]) if typed["coach"] else None,
            words=typed["words"],
        )
