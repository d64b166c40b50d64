"""What is typed of consents. Shape only: what holds together is said by the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from samsteg.access.consent_enums import CHOSEN_FORMS, ConsentForm, ConsentKind, Edition, LegalGround, Signer
from samsteg.access.consenting import Given
from samsteg.access.disclosing import Told
from samsteg.access.enums import DataCategory
from samsteg.access.papers import LARGEST, Paper, checked_paper
from samsteg.core.errors import Refused
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field

OWN = "own"  # the team, among authorities
Names = Mapping[int, str]


class OptionalDay(DayField):
    def validate(self, value: object) -> None:
        """Empty is allowed."""


def _line(most: int) -> dict[str, Any]:
    return {
        "max_length": most,
        "required": False,  # the service says what is missing
        "widget": forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    }


def _ticks() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


class SigningEntry(forms.Form):
    """How any consent was given."""

    form = forms.ChoiceField(
        label=_("How it was given"),
        choices=[(one.value, one.label) for one in CHOSEN_FORMS],
        initial=ConsentForm.PAPER.value,
        widget=forms.RadioSelect,
    )
    signed_on = DayField(label=_("Signed on"), help_text=_("Oral: the day when it was said."))
    file = forms.FileField(
        label=_("The paper as a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, PNG or JPEG, at most 10 MB. Kept encrypted."),
        widget=forms.FileInput(attrs={"class": "s-in", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    form_note = forms.CharField(
        label=_("Note on how it was given"),
        help_text=_("Needed when it was oral: who heard it, and where."),
        **_line(300),
    )
    edition = forms.ChoiceField(
        label=_("Which of our forms was signed"),
        required=False,
        choices=[("", _("Another form")), *Edition.choices],
        initial=Edition.PLAIN.value,
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    signer = forms.ChoiceField(
        label=_("Who signed"),
        choices=Signer.choices,
        initial=Signer.SELF.value,
        widget=forms.Select(attrs={"class": "s-in"}),
    )
    signer_name = forms.CharField(label=_("Name, if somebody else signed"), **_line(120))
    last_day = OptionalDay(
        label=_("Up to and including"),
        required=False,
        help_text=_("Empty: as long as the controller allows."),
    )
    after_exit = forms.BooleanField(label=_("Holds after the exit too, up to that day"), required=False)

    def clean_file(self) -> Paper | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size is not None and file.size > LARGEST:  # not even read
            raise ValidationError(_("The file is larger than 10 MB. Scan the paper with a lower resolution."))
        try:
            return checked_paper(file.read())
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def _signing(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "form": ConsentForm(typed["form"]),
            "signed_on": typed["signed_on"],
            "form_note": typed["form_note"],
            "edition": typed["edition"],
            "signer": Signer(typed["signer"]),
            "signer_name": typed["signer_name"],
            "last_day": typed["last_day"],
            "ends_at_exit": not typed["after_exit"],
            "paper": typed["file"],
        }

    def given(self, kind: ConsentKind) -> Given:
        """Of a form that is valid."""
        return Given(kind=kind, **self._signing())


class SecrecyEntry(SigningEntry):
    """`authorities` are those to choose among, by id."""

    sources = _ticks()
    receivers = _ticks()
    categories = _ticks()
    purpose = forms.CharField(label=_("What it is for"), help_text=_("In a few words."), **_line(300))
    is_about_two = forms.BooleanField(label=_("Tells about another person too"), required=False)
    second_signed_on = OptionalDay(
        label=_("The other person signed"),
        required=False,
        help_text=_("What is about two takes both signatures."),
    )
    field_order = ("sources", "receivers", "categories", "purpose", "form", "signed_on", "file", "form_note")

    def __init__(self, data: Mapping[str, Any] | None, authorities: Names, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named = [(str(pk), name) for pk, name in authorities.items()]
        for field, label, own in (
            ("sources", _("Whose information"), _("The team's own record")),
            ("receivers", _("Who is let know"), _("The team")),
        ):
            who = choice_field(self, field)
            who.label, who.choices = label, [(OWN, own), *named]
        about = choice_field(self, "categories")
        about.label, about.choices = _("What about"), DataCategory.choices

    def given(self, kind: ConsentKind) -> Given:
        typed = self.cleaned_data
        return Given(
            kind=kind,
            sources=tuple(None if one == OWN else int(one) for one in typed["sources"]),
            to_team=OWN in typed["receivers"],
            receivers=tuple(int(one) for one in typed["receivers"] if one != OWN),
            categories=tuple(DataCategory(one) for one in typed["categories"]),
            purpose=typed["purpose"],
            is_about_two=typed["is_about_two"],
            second_signed_on=typed["second_signed_on"] if typed["is_about_two"] else None,
            **self._signing(),
        )


class RefusalEntry(forms.Form):
    refused_on = DayField(label=_("Said no on"))


class DisclosureEntry(forms.Form):
    source = forms.ChoiceField(label=_("Whose information"), widget=forms.Select(attrs={"class": "s-in"}))
    what = forms.CharField(
        label=_("What was told"),
        required=False,
        max_length=2000,
        help_text=_("No more than is needed to know what it was."),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    categories = _ticks()
    receiver = forms.CharField(label=_("To whom"), help_text=_("The authority, and who there."), **_line(200))
    disclosed_on = DayField(label=_("When"))
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=LegalGround.choices,
        widget=forms.Select(attrs={"class": "s-in"}),
    )
    paragraph = forms.CharField(
        label=_("Law and paragraph"), help_text=_("As the decision says."), **_line(120)
    )
    decided_by = forms.CharField(
        label=_("Who decided"), help_text=_("Name and title. Never Samsteg."), **_line(120)
    )
    is_secret_to_person = forms.BooleanField(
        label=_("Secret toward the participant, by decision: left out of “Who knows what”"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, authorities: Names, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named = [(str(pk), name) for pk, name in authorities.items()]
        choice_field(self, "source").choices = [(OWN, _("The team's own record")), *named]
        about = choice_field(self, "categories")
        about.label, about.choices = _("What about"), DataCategory.choices

    def told(self) -> Told:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return Told(
            what=typed["what"],
            categories=tuple(DataCategory(one) for one in typed["categories"]),
            receiver=typed["receiver"],
            ground=LegalGround(typed["ground"]),
            paragraph=typed["paragraph"],
            decided_by=typed["decided_by"],
            disclosed_on=typed["disclosed_on"],
            source=None if typed["source"] == OWN else int(typed["source"]),
            is_secret_to_person=typed["is_secret_to_person"],
        )
