"""A decision that leaves openings out of the participant's extract. Shape only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.access.extracts import Decision
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field

TEAM = "team"


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})


class DecisionEntry(forms.Form):
    unit = forms.ChoiceField(
        label=_("Whose openings"), widget=forms.Select(attrs={"class": "s-in s-in-auto"})
    )
    first_on = DayField(label=_("From and including"))
    last_on = DayField(
        required=False, label=_("Up to and including"), help_text=_("Empty until further notice.")
    )
    paragraph = forms.CharField(
        label=_("Paragraph"),
        max_length=120,
        help_text=_("The law that makes it secret toward the participant."),
        widget=_line(),
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=120, widget=_line())
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=80, widget=_line())
    decided_on = DayField(label=_("Day of the decision"))

    def __init__(self, data: Mapping[str, Any] | None, authorities: Mapping[int, str]) -> None:
        super().__init__(data)
        named = sorted(
            ((str(pk), name) for pk, name in authorities.items()), key=lambda one: one[1].casefold()
        )
        field = choice_field(self, "unit")
        field.choices = [(TEAM, _("The team")), *named]

    def decision(self) -> Decision:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return Decision(
            authority_id=None if typed["unit"] == TEAM else int(typed["unit"]),
            first_on=typed["first_on"],
            last_on=typed["last_on"],
            paragraph=typed["paragraph"],
            decided_on=typed["decided_on"],
            decided_by=typed["decided_by"],
            decision_number=typed["decision_number"],
        )
