"""What is typed of a talk. Shape only: what may be is said by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.follow_ups.enums import CancelledBy, CancelReason
from samsteg.follow_ups.records import Cancelling
from samsteg.follow_ups.talks.enums import TALK_FORMS
from samsteg.follow_ups.talks.records import TalkBooking
from samsteg.follow_ups.talks.rules import LONGEST_TEXT, usual_end
from samsteg.web.dates import DayField
from samsteg.web.follow_ups.forms import LARGEST, ClockField
from samsteg.web.form_fields import choice_field

Choices = Sequence[tuple[str, str]]
AUTO = {"class": "s-in s-in-auto"}


def _line(label: object, help_text: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy
        help_text=help_text,  # type: ignore[arg-type]  # lazy
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )


class VersionEntry(forms.Form):
    """One press: which version of the talk it was made on."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput())


class TalkEntry(forms.Form):
    """`staff` are those who may have a talk. `sure`: what was asked about, and answered by sending it again."""

    on_day = DayField(label=_("Day"))
    starts_at = ClockField(label=_("From"))
    ends_at = ClockField(label=_("To, if not an hour"))
    how = forms.ChoiceField(
        label=_("How you meet"),
        choices=[(one.value, one.label) for one in TALK_FORMS],
        widget=forms.Select(attrs=AUTO),
    )
    coach_id = forms.ChoiceField(label=_("With whom"), widget=forms.Select(attrs=AUTO))
    second_coach_id = forms.ChoiceField(
        label=_("Who is there too"),
        required=False,
        help_text=_("A colleague, when you are two."),
        widget=forms.Select(attrs=AUTO),
    )
    place = _line(_("Place or link"), _("Optional. Kept encrypted."))
    purpose = _line(_("What for"), _("Optional, in a few words. Name nobody. Kept encrypted."))
    sure = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput())

    def __init__(self, data: Any, staff: Choices, *, has_place: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choice_field(self, "coach_id").choices = list(staff)
        choice_field(self, "second_coach_id").choices = [("", _("Nobody")), *staff]
        if len(staff) < 2:
            del self.fields["second_coach_id"]
        if not has_place:
            del self.fields["place"]

    def clean_starts_at(self) -> Any:
        if (at := self.cleaned_data["starts_at"]) is None:
            raise forms.ValidationError(_("Write the time as 14.30."))
        return at

    def booking(self) -> TalkBooking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        second = typed.get("second_coach_id")
        return TalkBooking(
            on_day=typed["on_day"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"] or usual_end(typed["starts_at"]),
            form=typed["how"],
            coach_id=int(typed["coach_id"]),
            second_coach_id=int(second) if second else None,
            place=typed.get("place", ""),
            purpose=typed["purpose"],
        )

    def asks(self, about: str) -> None:
        """Shown again with the question, the next sending of the same answers it."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "sure": about}

    @property
    def has_more(self) -> bool:
        """Whether something stands among the choices that are folded away."""
        names = ("second_coach_id", "place", "purpose")
        return any(self[name].value() or self[name].errors for name in names if name in self.fields)


class MoveEntry(TalkEntry):
    by = forms.ChoiceField(
        label=_("Who asked for it"), required=False, choices=CancelledBy.choices, widget=forms.RadioSelect
    )
    version = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput())


class CancelEntry(VersionEntry):
    by = forms.ChoiceField(
        label=_("Cancelled by"), required=False, choices=CancelledBy.choices, widget=forms.RadioSelect
    )
    cancel_reason = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=[("", _("Choose")), *CancelReason.choices],
        help_text=_("Counted without names. Write nothing more about it here."),
        widget=forms.Select(attrs=AUTO),
    )

    def cancelling(self) -> Cancelling:
        typed = self.cleaned_data
        return Cancelling(by=typed["by"], reason=typed["cancel_reason"])


def know_version(entry: forms.Form, version: int) -> None:
    """Who was told that somebody else was first has seen what holds now: the next sending is made on that."""
    if entry.is_bound:
        entry.data = {**{name: entry.data.get(name) for name in entry.data}, "version": version}


def first_of(booking: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with, by the names of a TalkBooking."""
    shown = {name: f"{booking[name]:%H.%M}" for name in ("starts_at", "ends_at") if name in booking}
    return {**booking, "how": booking["form"], **shown}
