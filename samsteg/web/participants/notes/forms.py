"""What is typed of a note. Shape only: what may be kept is said by the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.access.enums import DataCategory
from samsteg.participants.enums import NoteForm
from samsteg.participants.note_records import NoteValues
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.participants.once import once_field

OWN = ""  # the team's own record, among the sources
Choices = Sequence[tuple[str, str]]


class NoteEntry(forms.Form):
    """`sources` are whose information it may be; one alone is no choice and isn't asked for."""

    text = forms.CharField(
        label=_("Note"),
        required=False,  # the service says what is missing
        strip=False,
        help_text=_("Write so that the participant can read it."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 5}),
    )
    occurred_on = DayField(label=_("Day"))
    how = forms.ChoiceField(
        label=_("How"), choices=NoteForm.choices, widget=forms.Select(attrs={"class": "s-in s-in-auto"})
    )
    category = forms.ChoiceField(
        label=_("What it is about"),
        choices=[("", _("Choose")), *DataCategory.choices],
        help_text=_("Decides who may read it."),
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    source_id = forms.ChoiceField(
        label=_("Whose information"),
        required=False,
        help_text=_(
            "The authority that it comes from. It may be kept because the participant has consented."
        ),
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    is_about_two = forms.BooleanField(
        label=_("Tells about another person too"),
        required=False,
        widget=forms.CheckboxInput(),
    )
    second_coach_id = forms.ChoiceField(
        label=_("Who was there too"),
        required=False,
        help_text=_("A colleague, when you were two."),
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())
    once = once_field()
    talk = forms.UUIDField(required=False, widget=forms.HiddenInput())  # the booked one that it is about
    talk_version = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput()
    )

    def __init__(
        self, data: Mapping[str, Any] | None, sources: Choices, colleagues: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        second = self.fields["second_coach_id"]
        assert isinstance(second, forms.ChoiceField)
        second.choices = [("", _("Nobody")), *colleagues]
        if not colleagues:
            del self.fields["second_coach_id"]
        field = choice_field(self, "source_id")
        field.choices = list(sources)
        if len(sources) == 1:
            field.widget = forms.HiddenInput()
            field.initial = sources[0][0]

    def without_talk(self) -> None:
        """Shown again, the next sending writes the note alone."""
        sent = {name: self.data.get(name) for name in self.data}
        self.data = {**sent, "talk": "", "talk_version": ""}

    def values(self) -> NoteValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        occurred_on: dt.date = typed["occurred_on"]
        return NoteValues(
            occurred_on=occurred_on,
            form=typed["how"],
            category=typed["category"],
            text=typed["text"],
            source_id=int(typed["source_id"]) if typed["source_id"] else None,
            is_about_two=typed["is_about_two"],
            second_coach_id=int(typed["second_coach_id"]) if typed.get("second_coach_id") else None,
        )


class RetractEntry(forms.Form):
    reason = forms.CharField(
        label=_("Why is the note taken back?"),
        required=False,
        max_length=1000,
        help_text=_("Don't repeat what the note said."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class SearchEntry(forms.Form):
    q = forms.CharField(
        label=_("Search the notes"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "s-in", "type": "search", "autocomplete": "off"}),
    )
