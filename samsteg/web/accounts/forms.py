"""What an administrator types of an account. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

LINE = {"class": "s-in", "autocomplete": "off"}


class LinkForm(forms.Form):
    """Where the link goes; nothing to fill in where the installation sends no mail."""

    mail = forms.EmailField(
        label=_("Send the link to"),
        required=False,
        help_text=_("Empty: the link is shown, to give by hand. The address is not kept."),
        widget=forms.EmailInput(attrs=LINE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_HOST:
            del self.fields["mail"]

    @property
    def address(self) -> str:
        """Of a form that is valid."""
        return str(self.cleaned_data.get("mail", ""))


class AccountForm(LinkForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Without spaces, for example kim.ek. Never an identity number."),
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": _("Write a user name")},
    )
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": _("Write the first name")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": _("Write the last name")},
    )
    field_order = ("first_name", "last_name", "username", "mail")
