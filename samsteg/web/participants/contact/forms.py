"""Name and contact data as they are typed. Each field says why it is asked; all are the participant's to leave out."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.participants.particulars import Allowed, Particulars
from samsteg.people.contact import LONGEST, Contact, Way
from samsteg.people.names import LONGEST as LONGEST_NAME
from samsteg.people.names import PersonName

Field = forms.Field
CONTACT_FIELDS = tuple(field.name for field in fields(Contact))
NAME_FIELDS = ("first_name", "last_name")


def _line(label: Any, why: Any = "", *, short: bool = False, kind: str = "text", most: int = LONGEST) -> Any:
    """One line of text. The browser neither fills it in nor remembers it: it is another person's."""
    attributes = {"class": "s-in s-in-short" if short else "s-in", "autocomplete": "off"}
    widget = forms.TextInput(attrs={**attributes, "inputmode": kind})
    return forms.CharField(label=label, help_text=why, required=False, max_length=most, widget=widget)


class ParticularsForm(forms.Form):
    first_name = _line(_("First name"), _("What the participant wants to be called."), most=LONGEST_NAME)
    last_name = _line(_("Last name"), most=LONGEST_NAME)
    phone = _line(_("Phone"), _("To tell of a changed time."), short=True, kind="tel")
    way = forms.ChoiceField(
        label=_("Best way to reach"),
        required=False,
        choices=[("", _("Not asked")), *Way.choices],
        help_text=_("What the participant prefers."),
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    reach = _line(_("When and how"), _("Such as: best after ten, or send a message first."))
    mail = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For invitations, with a consent to mail and text messages."),
        required=False,
        max_length=LONGEST,
        error_messages={"invalid": _("Write the address as name@example.com")},
        widget=forms.EmailInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    street = _line(_("Street address"), _("For letters and certificates on paper."))
    postal_code = _line(_("Postal code"), short=True, kind="numeric")
    city = _line(_("Postal town"))
    interpreter = _line(
        _("Interpreter in"), _("The language, so that an interpreter is booked in time."), short=True
    )
    emergency_name = _line(_("Whom to call"), _("Whom the team calls if something happens here."))
    emergency_relation = _line(_("Who it is to the participant"), _("Such as sister or friend."), short=True)
    emergency_phone = _line(_("Their phone"), short=True, kind="tel")
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())

    def __init__(self, data: Any, allowed: Allowed, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        left_out = [
            *(() if allowed.name else NAME_FIELDS),
            *(() if allowed.contact else CONTACT_FIELDS),
        ]
        for name in left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("emergency_phone") and not typed.get("emergency_name"):
            self.add_error("emergency_name", _("Write whose number it is."))
        return typed

    def name(self) -> PersonName:
        typed = self.cleaned_data
        return PersonName(typed.get("first_name", ""), typed.get("last_name", ""))

    def contact(self) -> Contact:
        """As it is kept: each field one line without blanks round it."""
        typed = self.cleaned_data
        return Contact(**{name: " ".join(typed.get(name, "").split()) for name in CONTACT_FIELDS})


def initial_of(kept: Particulars) -> dict[str, str]:
    return {
        "first_name": kept.name.first,
        "last_name": kept.name.last,
        "token": kept.token,
        **asdict(kept.contact),
    }
