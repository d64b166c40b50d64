"""What the officer types. Shape only: what is allowed is said by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.controller_rules import VALUES
from samsteg.access.enums import AUTHORITY_ROLES, Role
from samsteg.accounts.models import User
from samsteg.organisation.models import Authority
from samsteg.web.dates import DayField
from samsteg.web.officer.words import value_words

SELECT = {"class": "s-in"}


class GrantForm(forms.Form):
    """`granter_id` is left out among those who may get a role."""

    user = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    role = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    authority = forms.ModelChoiceField(
        queryset=Authority.objects.none(), required=False, widget=forms.Select(attrs=SELECT)
    )
    valid_from = DayField()
    last_day = DayField(required=False)
    is_acting = forms.BooleanField(required=False)

    def __init__(self, *args: Any, granter_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, authority, role = self.fields["user"], self.fields["authority"], self.fields["role"]
        assert isinstance(user, forms.ChoiceField)
        assert isinstance(authority, forms.ModelChoiceField)
        assert isinstance(role, forms.ChoiceField)
        people = User.objects.filter(is_active=True).exclude(pk=granter_id)
        ordered = people.order_by("first_name", "last_name", "username")
        user.label = _("Who")
        user.choices = [("", _("Choose a person")), *((str(one.pk), _named(one)) for one in ordered)]
        user.error_messages["required"] = _("Choose who gets the role.")
        role.label, role.choices = _("Role"), [(one.value, one.label) for one in Role]
        authority.queryset = Authority.objects.order_by("name")
        authority.label, authority.empty_label = _("For which authority"), _("None")
        authority.help_text = _("Only for representatives and referrers.")
        self.fields["valid_from"].label = _("From and including")
        self.fields["valid_from"].initial = timezone.localdate
        self.fields["last_day"].label = _("Up to and including")
        self.fields["last_day"].help_text = _("Empty means until further notice.")
        self.fields["is_acting"].label = _("Acting: stands in for the team lead up to the last day")

    def clean_user(self) -> User:
        return User.objects.get(pk=int(self.cleaned_data["user"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first. Choose a later day."))
        if cleaned.get("role") in AUTHORITY_ROLES and not cleaned.get("authority"):
            self.add_error("authority", _("Choose which authority the person acts for."))
        if cleaned.get("is_acting") and not last:
            self.add_error("last_day", _("An acting lead stands in up to a day: write it."))
        return cleaned


def _named(user: User) -> str:
    """Two may have one name: the user name tells them apart."""
    return f"{user.shown_name} ({user.username})" if user.get_full_name() else user.username


class RuleForm(forms.Form):
    """A decision about one rule."""

    value = forms.ChoiceField(widget=forms.RadioSelect)
    valid_from = DayField()
    decision_number = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value = self.fields["value"]
        assert isinstance(value, forms.ChoiceField)
        value.label = _("What holds")
        value.choices = [(one, value_words(name, one)) for one in VALUES[name]]
        self.fields["valid_from"].label = _("From and including")
        self.fields["valid_from"].initial = timezone.localdate
        self.fields["decision_number"].label = _("Number of the decision")
        self.fields["decision_number"].help_text = _("As in your register, so that it can be found again.")
        self.fields["decision_number"].error_messages["required"] = _(
            "Write the number of the decision, so that it can be found again."
        )


class ControllerForm(forms.Form):
    """The decision that an authority is controller."""

    decided_on = DayField()
    decision_number = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].label = _("Decided on")
        number = self.fields["decision_number"]
        number.label = _("Number of the decision")
        number.help_text = _("As in your register, so that it can be found again.")
        number.error_messages["required"] = _(
            "Write the number of the decision, so that it can be found again."
        )
