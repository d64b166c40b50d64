"""What is typed of slots and visits. Shape only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.participants.visits.enums import ChangedBy, VisitForm, VisitKind, VisitOutcome, Weekday
from samsteg.participants.visits.models import VisitSlot
from samsteg.participants.visits.records import Booking, SlotDay, Told
from samsteg.web.dates import DayField
from samsteg.web.referrals.forms import line

FREE = ""
CLOCK = re.compile(r"(\d{1,2})[.:]?(\d{2})?", re.ASCII)
SELECT = {"class": "s-in s-in-auto"}
Choices = Sequence[tuple[Any, Any]]


class TimeField(forms.Field):
    """A time as people write it: 9, 9.30, 09:30. `required` False lets it be empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"class": "s-in s-in-num", "autocomplete": "off"}), **kwargs
        )

    def to_python(self, value: object) -> dt.time | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError(_("Write the time as 13.30"))
        return dt.time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value: object) -> object:
        return f"{value:%H.%M}" if isinstance(value, dt.time) else value


def _select(label: Any, choices: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs=SELECT))


def _minutes() -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"})
    return forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=10, max_value=480, initial=60, widget=widget
    )


class SlotEntry(forms.Form):
    weekday = _select(gettext_lazy("Weekday"), Weekday.choices)
    starts_at = TimeField(label=gettext_lazy("Time"))
    minutes = _minutes()
    how = _select(gettext_lazy("How"), VisitForm.choices)
    place = line(
        gettext_lazy("Where"), hint=gettext_lazy("The same every week, such as a room. Never anybody's home.")
    )
    host = _select(gettext_lazy("Who receives"), [])
    valid_from = DayField(label=gettext_lazy("From"))

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        _set_choices(self, "host", [(FREE, gettext_lazy("Anybody in the team")), *staff])
        self.fields["host"].required = False

    def slot(self) -> VisitSlot:
        """Of a form that is valid; not saved."""
        typed = self.cleaned_data
        return VisitSlot(
            weekday=int(typed["weekday"]),
            starts_at=typed["starts_at"],
            minutes=typed["minutes"],
            form=typed["how"],
            place=typed["place"],
            host_id=int(typed["host"]) if typed["host"] else None,
            valid_from=typed["valid_from"],
        )


class BookEntry(forms.Form):
    """Either a slot or a day and a time of one's own. `sure`: what was asked about; `anyway` says nothing of else."""

    kind = _select(gettext_lazy("What"), VisitKind.choices)
    slot = _select(gettext_lazy("When"), [])
    on_day = DayField(
        required=False,
        label=gettext_lazy("Another day"),
        help_text=gettext_lazy("A day written here goes before the standing time."),
    )
    starts_at = TimeField(label=gettext_lazy("Time"), required=False)
    minutes = _minutes()
    how = _select(gettext_lazy("How"), VisitForm.choices)
    place = line(
        gettext_lazy("Where"), hint=gettext_lazy("If it isn't at the team. Kept sealed with the participant.")
    )
    host = _select(gettext_lazy("Who receives"), [])
    with_referrer = forms.BooleanField(label=gettext_lazy("The referrer comes along"), required=False)
    anyway = forms.BooleanField(label=gettext_lazy("Book it all the same"), required=False)
    sure = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        free: Sequence[SlotDay],
        staff: Choices,
        hides_place: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        _set_choices(self, "host", [(FREE, gettext_lazy("Anybody in the team")), *staff])
        self.fields["host"].required = False
        self.free = {f"{one.slot.pk}:{one.on_day.isoformat()}": one for one in free}
        shown = [(key, slot_words(one)) for key, one in self.free.items()]
        _set_choices(self, "slot", [*shown, (FREE, gettext_lazy("Another time"))])
        self.fields["slot"].required = False
        self.fields["slot"].error_messages["invalid_choice"] = _(
            "That time is no longer free. Choose another."
        )
        if self.initial.get("slot") not in self.free:  # the next free one, unless another is asked for
            self.initial["slot"] = next(iter(self.free), FREE)
        if hides_place:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        """The next free slot is chosen from the start: what somebody writes themselves is what they mean."""
        typed = super().clean() or {}
        if self._is_own_time(typed):
            typed["slot"] = FREE
        if not typed.get("slot"):
            if not typed.get("on_day") and "on_day" not in self.errors:
                self.add_error("on_day", _("Write the day, or choose a slot."))
            if not typed.get("starts_at") and "starts_at" not in self.errors:
                self.add_error("starts_at", _("Write the time as 13.30"))
        return typed

    def _is_own_time(self, typed: Mapping[str, Any]) -> bool:
        """Something was written of a day or a time, right or wrong."""
        return any(typed.get(name) or name in self.errors for name in ("on_day", "starts_at"))

    def booking(self) -> Booking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        slot = self.free.get(typed["slot"])
        return Booking(
            kind=typed["kind"],
            form=slot.slot.form if slot else typed["how"],
            on_day=slot.on_day if slot else typed["on_day"],
            starts_at=slot.slot.starts_at if slot else typed["starts_at"],
            minutes=slot.slot.minutes if slot else typed["minutes"],
            slot_id=slot.slot.pk if slot else None,
            host_id=slot.slot.host_id if slot else int(typed["host"]) if typed["host"] else None,
            with_referrer=typed["with_referrer"],
            place=typed.get("place", ""),
        )

    @property
    def is_sure(self) -> bool:
        """Of a form that is valid."""
        return bool(self.cleaned_data["anyway"]) and self.cleaned_data["sure"] == self._about

    @property
    def _about(self) -> str:
        """Another day, time, length or receiver is another question."""
        wanted = self.booking()
        return f"{wanted.on_day} {wanted.starts_at:%H%M} {wanted.minutes} {wanted.host_id or 0}"

    def asks(self, words: str) -> None:
        """Of this time; a tick that was made for another isn't an answer."""
        kept = {name: self.data.get(name) for name in self.data if name != "anyway"}
        self.data = {**kept, "sure": self._about}
        self.add_error("anyway", words)


class ChangedEntry(forms.Form):
    """Moved or cancelled: who asked for it."""

    by = forms.ChoiceField(
        label=gettext_lazy("Who asked for it?"), choices=ChangedBy.choices, widget=forms.RadioSelect
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class HeldEntry(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What did the person say?"),
        required=False,
        choices=VisitOutcome.choices,
        widget=forms.RadioSelect,
    )
    ask_again_on = DayField(
        required=False,
        label=gettext_lazy("Ask again on"),
        help_text=gettext_lazy(
            "After “wrong time”, or if the person thinks it over: that day it stands on your first page."
        ),
    )
    ends_referral = forms.BooleanField(
        label=gettext_lazy("After a no: end the referral at the same time"),
        required=False,
        help_text=gettext_lazy("It can be taken back under Way for 14 days."),
    )
    asked = forms.CharField(
        label=gettext_lazy("What the person asked or wants to know"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Write so that the participant can read it."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 4}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())

    def __init__(self, *args: Any, may_end: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_end:
            del self.fields["ends_referral"]

    def told(self) -> Told:
        """Of a form that is valid."""
        return Told(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def slot_words(one: SlotDay) -> str:
    day = Weekday(one.on_day.isoweekday()).label if one.on_day.isoweekday() <= 5 else ""
    return f"{day} {one.on_day.isoformat()} {one.slot.starts_at:%H.%M} · {VisitForm(one.slot.form).label}".strip()


def _set_choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
