"""What is typed of the team's own events, of days away and of the year wheel. Shape only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.activities.calendar.enums import EventKind, PresenceState, Rhythm
from samsteg.activities.calendar.models import PLACE_LENGTH, TITLE_LENGTH, TeamEvent
from samsteg.activities.calendar.records import EventValues
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.visits.forms import TimeField

Choices = Sequence[tuple[Any, Any]]
SELECT = {"class": "s-in s-in-auto"}
MONTH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})", re.ASCII)


def _text(label: Any, most: int, hint: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


class EventEntry(forms.Form):
    title = _text(
        gettext_lazy("What"),
        TITLE_LENGTH,
        gettext_lazy("Never a participant's name: everybody in the team reads it."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=EventKind.choices, widget=forms.Select(attrs=SELECT)
    )
    starts_on = DayField(label=gettext_lazy("Day"))
    starts_at = TimeField(
        label=gettext_lazy("Time"), required=False, help_text=gettext_lazy("Empty: all day.")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=5,
        max_value=720,
        initial=60,
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Rhythm.choices, widget=forms.Select(attrs=SELECT)
    )
    until_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Of what comes back: at most 53 weeks at a time. Holidays are skipped."),
    )
    place = _text(gettext_lazy("Where"), PLACE_LENGTH, gettext_lazy("Never anybody's home."), required=False)
    user_ids = forms.MultipleChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        help_text=gettext_lazy("Nobody ticked means everybody."),
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = self.fields["user_ids"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(str(user_id), name) for user_id, name in staff]
        for field in self.fields.values():
            field.error_messages["required"] = _("Write something here.")

    def values(self) -> EventValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return EventValues(
            kind=typed["kind"],
            title=typed["title"],
            starts_on=typed["starts_on"],
            starts_at=typed["starts_at"],
            minutes=typed["minutes"],
            rhythm=typed["rhythm"],
            until_on=typed["until_on"],
            place=typed["place"],
            user_ids=tuple(int(one) for one in typed["user_ids"]),
        )


def initial_of(row: TeamEvent) -> dict[str, Any]:
    names = ("title", "kind", "starts_on", "starts_at", "minutes", "rhythm", "until_on", "place", "version")
    return {name: getattr(row, name) for name in names} | {"user_ids": [str(one) for one in row.user_ids]}


class DayEntry(forms.Form):
    """One day of an event moves."""

    on_day = DayField(widget=forms.HiddenInput())
    moved_on = DayField(label=gettext_lazy("To the day"), required=False)
    moved_at = TimeField(label=gettext_lazy("Time"), required=False)


class AwayEntry(forms.Form):
    user_id = forms.ChoiceField(label=gettext_lazy("Who"), widget=forms.Select(attrs=SELECT))
    state = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=[*PresenceState.choices, ("", gettext_lazy("Take the mark away"))],
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: that day alone.")
    )
    starts_at = TimeField(label=gettext_lazy("Away from"), required=False)
    ends_at = TimeField(label=gettext_lazy("Away to"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choice_field(self, "user_id").choices = [(str(user_id), name) for user_id, name in staff]

    def clean(self) -> dict[str, Any]:
        """Hours are of being away."""
        typed = super().clean() or {}
        if typed.get("state") != PresenceState.AWAY and (typed.get("starts_at") or typed.get("ends_at")):
            self.add_error(
                "starts_at", _("Hours are told only of being away. Take them out, or choose Away.")
            )
        return typed


class MonthDayField(forms.Field):
    """A day of every year, as 09-30."""

    def to_python(self, value: object) -> tuple[int, int] | None:
        text = str(value or "").strip()
        found = MONTH_DAY.fullmatch(text)
        if found is None:
            raise ValidationError(_("Write the day as 09-30."))
        return int(found[1]), int(found[2])


class DeadlineEntry(forms.Form):
    title = _text(gettext_lazy("What is due"), TITLE_LENGTH)
    day = MonthDayField(
        label=gettext_lazy("Month and day"),
        help_text=gettext_lazy("As 09-30, every year."),
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _("Write what is due, in at most 80 letters.")


def day_in(text: str) -> dt.date | None:
    """A day of an address, within what a calendar shows."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if dt.date(2000, 1, 3) <= day <= dt.date(2100, 1, 1) else None
