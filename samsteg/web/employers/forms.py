"""What is typed of employers. Shape only: what may happen is said by the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.core.swedish import swedish_order
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.placements.employers.enums import ContactKind, EmployerStatus, RequestPeriod, Sector
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues
from samsteg.placements.employers.rules import LONGEST, LONGEST_NOTE
from samsteg.web.dates import DayField
from samsteg.web.form_fields import PaperField, choice_field

LARGEST = 2**31 - 1
NOTHING = ("", "\u2013")
SELECT = {"class": "s-in s-in-auto"}
NO_NAMES = _("Write no participant's name here: everybody in the team reads it.")


def _line(label: object, most: int, help_text: object = "", **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy
        help_text=help_text,  # type: ignore[arg-type]  # lazy
        required=kwargs.pop("required", False),
        max_length=most,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
        **kwargs,
    )


def _select(label: object, choices: Iterable[tuple[str, Any]], *, required: bool = False) -> Any:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # lazy
        choices=[*([] if required else [NOTHING]), *choices],
        required=required,
        widget=forms.Select(attrs=SELECT),
    )


class EmployerEntry(forms.Form):
    name = _line(_("Name"), LONGEST["name"], required=True)
    status = _select(_("Takes participants"), EmployerStatus.choices, required=True)
    sector = _select(_("Line of business"), Sector.choices)
    tasks = forms.CharField(
        label=_("Kinds of tasks"),
        help_text=NO_NAMES,
        required=False,
        max_length=LONGEST["tasks"],
        widget=forms.Textarea(attrs={"class": "s-in s-in-low", "rows": 3}),
    )
    at_once_most = forms.IntegerField(
        label=_("At most how many at a time"),
        help_text=_("Empty when the employer has not said."),
        required=False,
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    requests_most = forms.IntegerField(
        label=_("Asked at most how many times"),
        help_text=_(
            "Empty when the employer has not said. Contacts where you asked for a place are counted."
        ),
        required=False,
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    requests_days = forms.TypedChoiceField(
        label=_("In how long"),
        choices=RequestPeriod.choices,
        coerce=int,
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    ask_again_on = DayField(label=_("Ask again"), required=False)
    ask_again_why = _line(_("Why then"), LONGEST["ask_again_why"])
    organisation_number = _line(_("Organisation number"), 20)
    municipality_code = _select(
        _("Municipality"), sorted(MUNICIPALITIES.items(), key=lambda pair: swedish_order(pair[1]))
    )
    address = _line(_("Address"), LONGEST["address"])
    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput())

    def values(self) -> EmployerValues:
        """Of a form that is valid."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return EmployerValues(**typed | {"requests_days": typed["requests_days"] or RequestPeriod.QUARTER})


class AskEntry(forms.Form):
    ask_again_on = DayField(label=_("Ask again"), required=False)
    ask_again_why = _line(_("Why then"), LONGEST["ask_again_why"])


class AskedEntry(forms.Form):
    """The day has come and one has asked: it counts among the requests."""

    kind = _select(_("How"), ContactKind.choices, required=True)
    anyway = forms.BooleanField(label=_("We have asked all the same"), required=False)


class ContactEntry(forms.Form):
    name = _line(_("Whom to ask for"), 150)
    role = _line(_("What they do there"), 150)
    phone = _line(_("Phone"), 40)
    mail = _line(_("Mail"), 254)

    def values(self) -> ContactValues:
        return ContactValues(**self.cleaned_data)


class NoteEntry(forms.Form):
    happened_on = DayField(label=_("Day"))
    kind = _select(_("How"), ContactKind.choices, required=True)
    text = forms.CharField(
        label=_("What was said"),
        help_text=NO_NAMES,
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "s-in s-in-low", "rows": 4}),
    )

    is_request = forms.BooleanField(label=_("We asked for a place"), required=False)
    anyway = forms.BooleanField(label=_("We have asked all the same"), required=False)

    def values(self) -> NoteValues:
        return NoteValues(**{name: value for name, value in self.cleaned_data.items() if name != "anyway"})


class DocumentEntry(forms.Form):
    title = _line(_("What the document is"), 150, NO_NAMES)
    file = PaperField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 10 MB. A participant's agreement doesn't belong here."),
    )
    signed_on = DayField(
        label=_("Day when it was signed"), help_text=_("Empty when it is nothing to sign."), required=False
    )


class SignedEntry(forms.Form):
    """The day of a document that stands there already; `id` which one."""

    id = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    signed_on = DayField(
        label=_("Day when it was signed"), help_text=_("Empty when it is nothing to sign."), required=False
    )


class MergeEntry(forms.Form):
    into = forms.ChoiceField(label=_("Is the same as"), widget=forms.Select(attrs=SELECT))

    def __init__(
        self, data: Mapping[str, Any] | None, employers: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choice_field(self, "into").choices = [(str(pk), name) for pk, name in employers]
