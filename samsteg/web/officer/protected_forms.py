from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samsteg.access.models import Protection
from samsteg.accounts.models import User
from samsteg.web.dates import DayField
from samsteg.web.officer.forms import SELECT


class NamingForm(forms.Form):
    """Who may open which protected person, and how long."""

    person = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    user = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    last_day = DayField(required=False)

    def __init__(
        self, *args: Any, protected: Iterable[Protection], staff: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        person, user = self.fields["person"], self.fields["user"]
        assert isinstance(person, forms.ChoiceField)
        assert isinstance(user, forms.ChoiceField)
        person.label = _("Participant's reference")
        person.choices = [("", _("Choose a reference")), *((str(one.person_id),) * 2 for one in protected)]
        person.error_messages["required"] = _("Choose a reference.")
        user.label = _("Who may open the participant")
        user.choices = [("", _("Choose a person")), *((str(one.pk), one.shown_name) for one in staff)]
        user.error_messages["required"] = _("Choose who may open the participant.")
        self.fields["last_day"].label = _("Up to and including")
        self.fields["last_day"].help_text = _("Empty means until further notice.")
