"""What is typed of follow-ups. Shape only: what may happen is said by the services."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samsteg.follow_ups.enums import CancelledBy, CancelReason, FollowUpKind, MeetingForm, MinutePart
from samsteg.follow_ups.records import Booking, Cancelling, Minutes
from samsteg.follow_ups.services import LONGEST, REGULAR_KIND
from samsteg.web.dates import DayField

CLOCK = re.compile(r"(\d{1,2})(?:[.:]?(\d{2}))?")
LARGEST = 2**31 - 1


class OptionalDay(DayField):
    def validate(self, value: object) -> None:
        """Empty is allowed."""


class ClockField(forms.Field):
    """A time of day, typed as 14.30, 14:30, 1430 or 14; optional."""

    widget = forms.TextInput(attrs={"class": "s-in s-in-num", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: object) -> dt.time | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return dt.time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(_("Write the time as 14.30.")) from None


def _line(label: object, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy
        help_text=help_text,  # type: ignore[arg-type]  # lazy
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput())


class BookEntry(forms.Form):
    """`authorities` are those that may be invited, by id. A protected person has no place of meeting.

    `sure`: what was asked about, and answered by sending it again.
    """

    kind = forms.ChoiceField(
        label=_("What kind of meeting"),
        choices=[
            (REGULAR_KIND, _("Follow-up")),
            (FollowUpKind.SIP.value, FollowUpKind.SIP.label),
            (FollowUpKind.MULTI_PARTY.value, FollowUpKind.MULTI_PARTY.label),
        ],
        initial=REGULAR_KIND,
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    meeting_on = DayField(label=_("Day"))
    meeting_at = ClockField(label=_("Time"))
    form = forms.ChoiceField(
        label=_("How you meet"),
        choices=MeetingForm.choices,
        initial=MeetingForm.TEAM.value,
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    authority_ids = forms.MultipleChoiceField(
        label=_("Who is invited"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact = _line(_("Whom you meet there"), _("Optional. The officer's name. Kept encrypted."))
    place = _line(_("Place or link"), _("Optional. Kept encrypted."))
    version = _version()
    sure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        authorities: Mapping[int, str],
        *,
        has_place: bool = True,
        has_kind: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["authority_ids"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(pk), name) for pk, name in authorities.items()]
        if not has_place:
            del self.fields["place"]
        if not has_kind:
            del self.fields["kind"]

    def booking(self) -> Booking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return Booking(
            kind=typed.get("kind", REGULAR_KIND),
            meeting_on=typed["meeting_on"],
            meeting_at=typed["meeting_at"],
            form=typed["form"],
            authority_ids=tuple(int(pk) for pk in typed["authority_ids"]),
            place=typed.get("place", ""),
            contact=typed["contact"],
        )

    @property
    def about(self) -> str:
        """Of a form that is valid: another day or time is another question."""
        return f"{self.cleaned_data['meeting_on']} {self.cleaned_data['meeting_at']}"

    def asks(self, words: str) -> None:
        """Shown again with the question, the next sending of the same answers it."""
        self.data = {**self.kept, "sure": self.about}
        self.add_error("meeting_at", words)

    @property
    def kept(self) -> dict[str, Any]:
        """As it was sent; the boxes that were ticked are several values."""
        many = getattr(self.data, "getlist", None)
        kept = {name: self.data.get(name) for name in self.data}
        return {**kept, "authority_ids": many("authority_ids")} if many else kept


class DoneEntry(forms.Form):
    """A meeting that has been held already."""

    meeting_on = DayField(label=_("The day it was held"))
    version = _version()


class CancelEntry(forms.Form):
    cancelled_by = forms.ChoiceField(
        label=_("Cancelled by"), required=False, choices=CancelledBy.choices, widget=forms.RadioSelect
    )
    cancel_reason = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=[("", _("Choose")), *CancelReason.choices],
        help_text=_("Counted without names. Write nothing more about it here."),
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    next_on = OptionalDay(
        label=_("New day"), required=False, help_text=_("Optional. Can be booked later too.")
    )
    next_at = ClockField(label=_("Time"))
    version = _version()

    def cancelling(self) -> Cancelling:
        typed = self.cleaned_data
        return Cancelling(by=typed["cancelled_by"], reason=typed["cancel_reason"])


HINTS = {
    MinutePart.AGREED: _("One thing on each line. Write who does it."),
    MinutePart.TEAM_ONLY: _("Is not in any extract."),
}
ROWS = {MinutePart.BETTER: 4, MinutePart.AGREED: 4}


class MinutesEntry(forms.Form):
    """The minutes, part by part, and the next meeting."""

    next_on = OptionalDay(label=_("Day"), required=False)
    next_at = ClockField(label=_("Time"))
    version = _version()

    def __init__(self, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for part in MinutePart:
            self.fields[part.value] = forms.CharField(
                label=part.label,
                required=False,
                strip=False,
                help_text=HINTS.get(part, ""),
                widget=forms.Textarea(attrs={"class": "s-in", "rows": ROWS.get(part, 2)}),
            )

    @property
    def own_parts(self) -> list[forms.BoundField]:
        """Those that are asked for when there is something to say."""
        asked = (MinutePart.BETTER, MinutePart.AGREED, MinutePart.TEAM_ONLY)
        return [self[part.value] for part in MinutePart if part not in asked]

    @property
    def has_own_parts(self) -> bool:
        return any(field.value() or field.errors for field in self.own_parts)

    def minutes(self) -> Minutes:
        return Minutes({part.value: self.cleaned_data[part.value] for part in MinutePart})


class PauseEntry(forms.Form):
    paused_to = OptionalDay(label=_("Up to and including"), required=False)


class TimesEntry(forms.Form):
    first_weeks = forms.IntegerField(
        label=_("First follow-up, weeks after the start"),
        min_value=0,
        max_value=99,
        help_text=_("4 to 9 weeks."),
        widget=forms.NumberInput(attrs={"class": "s-in s-in-num"}),
    )
    every_months = forms.IntegerField(
        label=_("Then every so many months"),
        min_value=0,
        max_value=99,
        help_text=_("1 to 6 months."),
        widget=forms.NumberInput(attrs={"class": "s-in s-in-num"}),
    )
    valid_from = DayField(label=_("From and including"))
