"""What is typed of groups, terms and sessions. Shape only: what may be kept is said by the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.activities.enums import (
    ChangeReason,
    DecidedBy,
    GroupKind,
    Joining,
    PlaceKind,
    Threshold,
)
from samsteg.activities.planning import TermValues
from samsteg.activities.records import GroupValues, SessionValues, Told
from samsteg.activities.rules import Beat, Span
from samsteg.core.errors import Refused
from samsteg.participants.visits.enums import Weekday
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.visits.forms import TimeField

SELECT: Final = {"class": "s-in s-in-auto"}
NUMBER: Final = {"class": "s-in s-in-num", "inputmode": "numeric", "autocomplete": "off"}
LARGEST: Final = 2**31 - 1
BEATS: Final = 3
BREAKS: Final = 6
BREAKS_SHOWN: Final = 2
Choices = Sequence[tuple[Any, Any]]


def line(label: Any, *, most: int, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, help_text=hint, max_length=most, widget=widget)


def select(label: Any, choices: Choices, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.Select(attrs=SELECT)
    )


def number(label: Any, *, required: bool = False, hint: Any = "") -> forms.IntegerField:
    wrong = gettext_lazy("Write a whole number, 0 or more.")
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=hint,
        min_value=0,
        error_messages={"min_value": wrong, "invalid": wrong},
        widget=forms.TextInput(attrs=NUMBER),
    )


def version() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput())


def set_choices(form: forms.BaseForm, name: str, choices: Choices) -> None:
    choice_field(form, name).choices = list(choices)


def show_refusal(form: forms.BaseForm, refusal: Refused, renamed: Mapping[str, str] | None = None) -> None:
    """The refusal beside the field that it is about, where the form has one."""
    name = getattr(refusal, "field", "")
    name = (renamed or {}).get(name, name)
    form.add_error(name if name in form.fields else None, str(refusal))


def type_instead(form: forms.BaseForm, name: str, text: str) -> None:
    """What the form carries unseen, as if it had been sent so."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data[name] = text
    form.data = data


class GroupEntry(forms.Form):
    name = line(gettext_lazy("Name"), most=80)
    kind = select(gettext_lazy("Kind"), GroupKind.choices)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    threshold = select(gettext_lazy("Threshold"), Threshold.choices)
    joining = select(gettext_lazy("Who comes"), Joining.choices)
    capacity = number(gettext_lazy("Places"), hint=gettext_lazy("Empty when there is no limit."))
    place_kind = select(gettext_lazy("Where"), PlaceKind.choices)
    place = line(
        gettext_lazy("Room, meeting point or digital address"),
        most=300,
        required=False,
        hint=gettext_lazy("Never anybody's home."),
    )
    follows_into = select(gettext_lazy("The next group in the series"), [], required=False)
    ends_trial = forms.BooleanField(
        label=gettext_lazy("The trial period ends with this group"), required=False
    )
    i_lead = forms.BooleanField(label=gettext_lazy("I lead the group"), required=False)
    version = version()

    def __init__(self, data: Mapping[str, Any] | None, *, others: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        set_choices(self, "follows_into", [("", gettext_lazy("None")), *others])

    def values(self) -> GroupValues:
        """Of a form that is valid."""
        typed = dict(self.cleaned_data)
        typed.pop("version")
        typed.pop("i_lead")
        chosen = typed.pop("follows_into")
        return GroupValues(**typed, follows_into_id=int(chosen) if chosen else None)


class TermEntry(forms.Form):
    """Up to three times a week and six breaks. `anyway` are days of the preview that are held all the same."""

    first_on = DayField(label=gettext_lazy("First day"))
    last_on = DayField(label=gettext_lazy("Last day"))
    overlap_reason = line(gettext_lazy("Why two terms at the same time"), most=200, required=False)
    anyway = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        days = [("", "\u2013"), *Weekday.choices]
        for place in range(1, BEATS + 1):
            self.fields[f"weekday_{place}"] = select(gettext_lazy("Weekday"), days, required=place == 1)
            self.fields[f"starts_at_{place}"] = TimeField(label=gettext_lazy("From"), required=place == 1)
            self.fields[f"ends_at_{place}"] = TimeField(label=gettext_lazy("To"), required=place == 1)
        for place in range(1, BREAKS + 1):
            self.fields[f"break_first_{place}"] = DayField(label=gettext_lazy("Break from"), required=False)
            self.fields[f"break_last_{place}"] = DayField(label=gettext_lazy("to"), required=False)
            self.fields[f"break_why_{place}"] = line(gettext_lazy("Why"), most=120, required=False)
        typed = data.getlist("anyway") if data is not None and hasattr(data, "getlist") else []
        field = self.fields["anyway"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in typed]

    def clean(self) -> dict[str, Any]:
        """A row that is begun is told of at what it lacks; nothing of it falls away unsaid."""
        typed = self.cleaned_data
        for place in range(1, BEATS + 1):
            self._check_row(
                {
                    f"weekday_{place}": _("Choose the weekday, or empty the row."),
                    f"starts_at_{place}": _("Write when it begins, or empty the row."),
                    f"ends_at_{place}": _("Write when it ends, or empty the row."),
                }
            )
        for place in range(1, BREAKS + 1):
            first = f"break_first_{place}"
            rest = typed.get(f"break_last_{place}") or typed.get(f"break_why_{place}")
            if rest and not typed.get(first) and first not in self.errors:
                self.add_error(first, _("Write the first day of the break, or empty the row."))
        return typed

    def _check_row(self, lacks: Mapping[str, str]) -> None:
        wrong = [name for name in lacks if name in self.errors]
        if wrong or not any(self.cleaned_data.get(name) for name in lacks):
            return
        for name, said in lacks.items():
            if not self.cleaned_data.get(name):
                self.add_error(name, said)

    @property
    def beat_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"weekday_{place}"], self[f"starts_at_{place}"], self[f"ends_at_{place}"]]
            for place in range(1, BEATS + 1)
        ]

    @property
    def break_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"break_first_{place}"], self[f"break_last_{place}"], self[f"break_why_{place}"]]
            for place in range(1, BREAKS + 1)
        ]

    @property
    def more_breaks(self) -> list[list[forms.BoundField]]:
        """Those that are asked for only when there are more."""
        return self.break_rows[BREAKS_SHOWN:]

    @property
    def has_more_breaks(self) -> bool:
        return any(field.value() or field.errors for row in self.more_breaks for field in row)

    def values(self) -> TermValues:
        """Of a form that is valid. A row without its weekday, or its first day, is none."""
        typed = self.cleaned_data
        beats = [
            Beat(int(typed[f"weekday_{place}"]), typed[f"starts_at_{place}"], typed[f"ends_at_{place}"])
            for place in range(1, BEATS + 1)
            if typed[f"weekday_{place}"] and typed[f"starts_at_{place}"] and typed[f"ends_at_{place}"]
        ]
        breaks = [
            Span(first, typed[f"break_last_{place}"] or first, typed[f"break_why_{place}"])
            for place in range(1, BREAKS + 1)
            if (first := typed[f"break_first_{place}"])
        ]
        return TermValues(
            first_on=typed["first_on"],
            last_on=typed["last_on"],
            rhythm=tuple(beats),
            breaks=tuple(breaks),
            anyway=frozenset(_days(typed["anyway"])),
            overlap_reason=typed["overlap_reason"],
        )


def _days(texts: Sequence[str]) -> list[dt.date]:
    found = []
    for text in texts:
        try:
            found.append(dt.date.fromisoformat(text))
        except ValueError:
            continue
    return found


class SessionEntry(forms.Form):
    """The day, the times and, when it isn't at the group's, the place of one session."""

    on_day = DayField(label=gettext_lazy("Day"))
    starts_at = TimeField(label=gettext_lazy("From"))
    ends_at = TimeField(label=gettext_lazy("To"))
    place_kind = select(
        gettext_lazy("Where"), [("", gettext_lazy("Where the group is")), *PlaceKind.choices], required=False
    )
    place = line(gettext_lazy("Room, meeting point or digital address"), most=300, required=False)
    anyway = forms.BooleanField(label=gettext_lazy("We meet although it is a day off"), required=False)

    def values(self) -> SessionValues:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return SessionValues(
            typed["on_day"], typed["starts_at"], typed["ends_at"], typed["place_kind"], typed["place"]
        )


class MoveEntry(SessionEntry):
    reason = select(
        gettext_lazy("Why"), [("", gettext_lazy("Choose")), *ChangeReason.choices], required=False
    )
    decided_by = select(
        gettext_lazy("Decided by"), [("", gettext_lazy("Choose")), *DecidedBy.choices], required=False
    )
    version = version()


class CancelEntry(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=ChangeReason.choices, widget=forms.RadioSelect
    )
    decided_by = forms.ChoiceField(
        label=gettext_lazy("Decided by"), choices=DecidedBy.choices, widget=forms.RadioSelect
    )
    version = version()


class ToldEntry(forms.Form):
    """What is written of a session below its roll call. The page carries what stood there when it was opened, so that
    two who write at once are told of each other only where both have changed the same.
    """

    about = forms.CharField(
        label=gettext_lazy("What it was about"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Never about a participant."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 2}),
        show_hidden_initial=True,
    )
    day_note = forms.CharField(
        label=gettext_lazy("Note to the day"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 2}),
        show_hidden_initial=True,
    )
    guest_count = number(
        gettext_lazy("Guests"), hint=gettext_lazy("Visitors and students. Never their names.")
    )
    partner_count = number(gettext_lazy("Partners' participants"))

    def __init__(self, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("guest_count", "partner_count"):
            self.fields[name].show_hidden_initial = True

    def told(self, now: Told) -> Told:
        """Of a form that is valid: what was changed here, and the rest as it is now."""
        typed = self.cleaned_data
        changed: dict[str, Any] = {
            name: typed[name] or ("" if name in TEXTS else 0) for name in self.changed_data
        }
        return replace(now, **changed)

    def changed_by_others(self, now: Told) -> list[str]:
        """Fields changed here that somebody else has changed too, since the page was opened."""
        return [
            name
            for name in self.changed_data
            if str(self.data.get(self.add_initial_prefix(name), "")).strip() != _as_sent(getattr(now, name))
            and self.cleaned_data.get(name) != (getattr(now, name) or None)
        ]


TEXTS: Final = ("about", "day_note")


def _as_sent(value: str | int) -> str:
    return str(value or "").strip()


class LeaderEntry(forms.Form):
    user = select(gettext_lazy("One of the team"), [], required=False)
    name = line(gettext_lazy("Or somebody else"), most=120, required=False)
    organisation = line(gettext_lazy("Organisation"), most=120, required=False)
    started_on = DayField(label=gettext_lazy("From"))

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        set_choices(self, "user", [("", "\u2013"), *staff])


class LastDayEntry(forms.Form):
    last_on = DayField(label=gettext_lazy("Last day"))


class BreakEntry(forms.Form):
    break_first = DayField(label=gettext_lazy("Break from"))
    break_last = DayField(label=gettext_lazy("to"), required=False)
    break_why = line(gettext_lazy("Why"), most=120, required=False)

    def span(self) -> Span:
        """Of a form that is valid. Without a last day it is one day."""
        first = self.cleaned_data["break_first"]
        return Span(first, self.cleaned_data["break_last"] or first, self.cleaned_data["break_why"])


class EndEntry(forms.Form):
    ended_on = DayField(label=gettext_lazy("First day without the group"))


class ShareEntry(forms.Form):
    partner = select(gettext_lazy("Another team"), [], required=False)
    partner_name = line(
        gettext_lazy("Or a partner without access"),
        most=120,
        required=False,
        hint=gettext_lazy("Such as AME or the parish. They tell how many came on paper."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, teams: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        set_choices(self, "partner", [("", "\u2013"), *teams])
