"""What is typed to open a participant in an emergency, and to give the right to it. Shape only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.emergency import SHORTEST_REASON
from samsteg.accounts.models import User
from samsteg.web.dates import DayField


class OpenForm(forms.Form):
    own_id = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"class": "s-in s-in-auto", "autocomplete": "off"})
    )
    reason = forms.CharField(max_length=200, widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_id, reason = self.fields["own_id"], self.fields["reason"]
        own_id.label = _("Which participant")
        own_id.help_text = _("The team's own id.")
        own_id.error_messages["required"] = _("Write the team's own id of the participant.")
        reason.label = _("Why you need to see the participant now")
        reason.help_text = _("The officer reads it. It is kept in the log.")
        reason.error_messages["required"] = _(
            "Write why you need to see the participant now. The officer reads it."
        )

    def clean_reason(self) -> str:
        reason = " ".join(str(self.cleaned_data["reason"]).split())
        if len(reason) < SHORTEST_REASON:
            raise forms.ValidationError(self.fields["reason"].error_messages["required"])
        return reason


class RightForm(forms.Form):
    """`staff` are those who may get the right."""

    user = forms.ChoiceField(widget=forms.Select(attrs={"class": "s-in"}))
    last_day = DayField(required=False)

    def __init__(self, *args: Any, staff: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ChoiceField)
        self.staff = {str(one.pk): one for one in staff}
        user.label = _("Who")
        user.choices = [("", _("Choose a person")), *((pk, one.shown_name) for pk, one in self.staff.items())]
        user.error_messages["required"] = _("Choose who gets the right.")
        self.fields["last_day"].label = _("Up to and including")
        self.fields["last_day"].help_text = _("Empty means until further notice.")

    def clean_user(self) -> User:
        return self.staff[str(self.cleaned_data["user"])]

    def clean_last_day(self) -> dt.date | None:
        last: dt.date | None = self.cleaned_data["last_day"]
        if last is not None and last < timezone.localdate():
            raise forms.ValidationError(_("The day has passed. Choose a later one."))
        return last
