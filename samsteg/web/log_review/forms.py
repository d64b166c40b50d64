"""What the officer asks the log, and what a review comes to. Shape only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.audit.drawing import midnight
from samsteg.audit.enums import ReviewOutcome
from samsteg.organisation.models import Authority
from samsteg.web.dates import DayField

CLOCK = {"class": "s-in s-in-date", "autocomplete": "off", "inputmode": "numeric"}
SELECT = {"class": "s-in"}
TEXT = {"class": "s-in", "autocomplete": "off"}


class SearchForm(forms.Form):
    """`readers` are the users that can be asked for: (id, name)."""

    first_on = DayField()
    first_at = forms.TimeField(required=False, input_formats=("%H.%M", "%H:%M", "%H"))
    last_on = DayField()
    last_at = forms.TimeField(required=False, input_formats=("%H.%M", "%H:%M", "%H"))
    user = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    own_id = forms.CharField(required=False, max_length=80)
    authority = forms.ModelChoiceField(queryset=Authority.objects.none(), required=False)
    with_reviews = forms.BooleanField(required=False)

    def __init__(self, *args: Any, readers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, authority = self.fields["user"], self.fields["authority"]
        assert isinstance(user, forms.TypedChoiceField)
        assert isinstance(authority, forms.ModelChoiceField)
        user.choices = [("", _("Everybody")), *readers]
        authority.queryset = Authority.objects.order_by("name")
        authority.empty_label = _("All")
        labels = {
            "first_on": _("From the day"),
            "first_at": _("From the time"),
            "last_on": _("Up to and including the day"),
            "last_at": _("Up to the time"),
            "user": _("Who looked"),
            "own_id": _("At which participant"),
            "authority": _("On behalf of which authority"),
            "with_reviews": _("Show what officers have seen in reviews too"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["own_id"].help_text = _("The team's own id of the participant. Empty means all.")
        for name, attributes in (("user", SELECT), ("authority", SELECT), ("own_id", TEXT)):
            self.fields[name].widget.attrs.update(attributes)
        for name in ("first_at", "last_at"):
            self.fields[name].widget.attrs.update(CLOCK)
            self.fields[name].error_messages["invalid"] = _("Write the time as 14.30")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        moments = self.moments(cleaned)
        if moments and moments[0] >= moments[1]:
            self.add_error("last_on", _("This lies before the beginning. Choose a later day or time."))
        return cleaned

    def moments(self, cleaned: dict[str, Any]) -> tuple[dt.datetime, dt.datetime] | None:
        """From and including, up to and not including."""
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first is None or last is None:
            return None
        zone = timezone.get_default_timezone()
        begin, end = cleaned.get("first_at"), cleaned.get("last_at")
        first_at = dt.datetime.combine(first, begin, tzinfo=zone) if begin else midnight(first)
        last_at = (
            dt.datetime.combine(last, end, tzinfo=zone) if end else midnight(last + dt.timedelta(days=1))
        )
        return first_at, last_at


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(
        required=False, max_length=500, widget=forms.Textarea(attrs={"class": "s-in", "rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.label, outcome.choices = _("What the review came to"), ReviewOutcome.choices
        outcome.error_messages["required"] = _("Choose what the review came to.")
        self.fields["note"].label = _("In a few words")
        self.fields["note"].help_text = _("Needed when you asked somebody, and for an incident.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = cleaned.get("outcome") in (ReviewOutcome.ASKED, ReviewOutcome.INCIDENT)
        if asked and not cleaned.get("note", "").strip():
            self.add_error("note", _("Write a few words about what was asked or what happened."))
        return cleaned
