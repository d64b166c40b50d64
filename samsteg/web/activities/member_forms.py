"""What is typed of people in groups: put in, taken out, gone on. Shape only, as `forms`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samsteg.activities.enums import LeaveReason
from samsteg.web.activities.forms import Choices, select, set_choices
from samsteg.web.dates import DayField


class PutInEntry(forms.Form):
    """Somebody into a group; or a group for somebody."""

    who = select(gettext_lazy("Participant"), [])
    joined_on = DayField(label=gettext_lazy("From"))
    over_capacity = forms.BooleanField(label=gettext_lazy("One more can come"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, choices: Choices, label: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.titles = {str(key): str(title) for key, title in choices}
        set_choices(self, "who", [("", gettext_lazy("Choose")), *choices])
        if label:
            self.fields["who"].label = label

    def persons(self) -> list[int]:
        """Of a form that is valid."""
        return [int(self.cleaned_data["who"])]


class SeveralEntry(PutInEntry):
    """Everybody who is to be in a group from the same day, by one press each."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("Participants"),
        choices=[],
        error_messages={"required": gettext_lazy("Choose one at least.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, choices: Choices, **kwargs: Any) -> None:
        super().__init__(data, choices=choices, **kwargs)
        set_choices(self, "who", choices)

    def persons(self) -> list[int]:
        """Of a form that is valid."""
        return [int(one) for one in self.cleaned_data["who"]]


class PutBackEntry(forms.Form):
    """Into a group again, as before; asked only where every place has been given away since."""

    over_capacity = forms.BooleanField(label=gettext_lazy("One more can come"), required=False)


# Said by where the participant goes, by the exit, and by the end of the group.
BY_ITSELF = (LeaveReason.NEXT_GROUP, LeaveReason.STAY_ENDED, LeaveReason.GROUP_ENDED)


class LeaveEntry(forms.Form):
    """Out of a group, or on to another: then `to_group` is chosen."""

    to_group = select(gettext_lazy("Goes on to"), [], required=False)
    reason = select(
        gettext_lazy("Why"),
        [
            ("", gettext_lazy("Choose")),
            *(one for one in LeaveReason.choices if one[0] not in BY_ITSELF),
        ],
        required=False,
        hint=gettext_lazy("A reason is needed only when the participant goes to no other group."),
    )
    left_on = DayField(label=gettext_lazy("First day without the group"))
    over_capacity = forms.BooleanField(label=gettext_lazy("One more can come"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, groups: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        set_choices(self, "to_group", [("", gettext_lazy("No other group")), *groups])
