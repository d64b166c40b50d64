"""What is typed of closed days. Shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from samsteg.activities.closing import PlannedThen
from samsteg.web.activities.forms import line
from samsteg.web.dates import DayField


class ClosedEntry(forms.Form):
    """`planned` is asked for only when something is planned on the days, `anyway` when somebody is booked then.

    `sure`: the days that were asked about; of other days `anyway` says nothing.
    """

    first_on = DayField(label=gettext_lazy("First day"))
    last_on = DayField(label=gettext_lazy("Last day"))
    why = line(gettext_lazy("Why"), most=120)
    planned = forms.ChoiceField(
        label=gettext_lazy("What is planned then"),
        choices=PlannedThen.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    anyway = forms.BooleanField(
        label=gettext_lazy("Close all the same"),
        help_text=gettext_lazy("What is booked stays booked."),
        required=False,
    )
    sure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())

    @property
    def is_sure(self) -> bool:
        """Of a form that is valid."""
        return bool(self.cleaned_data["anyway"]) and self.cleaned_data["sure"] == self._about

    @property
    def _about(self) -> str:
        return f"{self.cleaned_data['first_on']} {self.cleaned_data['last_on']}"

    def asks(self, words: str) -> None:
        """Of these days; a tick that was made for others isn't an answer."""
        kept = {name: self.data.get(name) for name in self.data if name != "anyway"}
        self.data = {**kept, "sure": self._about}
        self.add_error("anyway", words)
