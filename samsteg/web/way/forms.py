"""Short forms round somebody's way, the queue and the team's usual times. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samsteg.participants.enums import Referrer
from samsteg.participants.way.settings import LONGEST_STAY, LONGEST_TRIAL
from samsteg.participants.way.stopping import LONGEST
from samsteg.participants.way.usual_times import UsualTimes
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.way.fields import AUTO, Choices


class CoachForm(forms.Form):
    coach_id = forms.ChoiceField(
        label=_("Responsible coach"), required=False, widget=forms.Select(attrs=AUTO)
    )

    def __init__(self, data: Any = None, *, staff: Choices, coach_id: int | None) -> None:
        super().__init__(data, initial={"coach_id": str(coach_id or "")})
        choice_field(self, "coach_id").choices = [("", _("Nobody yet")), *staff]


class ReturnForm(forms.Form):
    referred_on = DayField(label=_("Day of the new referral"), initial=timezone.localdate)
    referrer = forms.ChoiceField(
        label=_("Who refers"),
        choices=[("", _("Choose")), *Referrer.choices],
        error_messages={"required": _("Choose who refers.")},
        widget=forms.Select(attrs=AUTO),
    )

    def values(self) -> dict[str, Any]:
        """Of a form that is valid."""
        return {name: self.cleaned_data[name] for name in ("referred_on", "referrer")}


class StopForm(forms.Form):
    started_on = DayField(label=_("From and including"), initial=timezone.localdate)
    ended_on = DayField(
        required=False, label=_("Up to and including"), help_text=_("Empty until further notice.")
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST,
        required=False,  # the service says what is missing
        help_text=_("Referrers may be told. Name nobody."),
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )


class UsualTimesForm(forms.Form):
    valid_from = DayField(label=_("From and including"), initial=timezone.localdate)
    trial_months = forms.IntegerField(
        label=_("Trial period, in months"),
        help_text=_("0 where the team has none."),
        min_value=0,
        max_value=LONGEST_TRIAL,
        widget=forms.TextInput(attrs={"class": "s-in s-in-date", "inputmode": "numeric"}),
    )
    planned_months = forms.IntegerField(
        label=_("Time in the team, in months"),
        help_text=_("Proposed as the planned end of each start."),
        min_value=1,
        max_value=LONGEST_STAY,
        widget=forms.TextInput(attrs={"class": "s-in s-in-date", "inputmode": "numeric"}),
    )

    def times(self) -> UsualTimes:
        """Of a form that is valid."""
        return UsualTimes(self.cleaned_data["trial_months"], self.cleaned_data["planned_months"])
