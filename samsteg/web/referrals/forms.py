"""What is typed of a referral, step by step. Shape only: what may be kept is said by the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.papers import LARGEST
from samsteg.exchange.identity import read_personnummer
from samsteg.exchange.issues import CellError
from samsteg.organisation.municipalities import code_for
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.enums import QuestionKind, ReferralConsentForm
from samsteg.participants.referrals.questions import Question
from samsteg.people.enums import Sex
from samsteg.web.dates import DayField, parse_day
from samsteg.web.form_fields import choice_field

LINE = {"class": "s-in", "autocomplete": "off"}
SCALE = [(str(number), str(number)) for number in range(11)]
YEAR_LENGTH = 4


def line(
    label: Any, *, required: bool = False, missing: Any = "", hint: Any = "", **attributes: str
) -> forms.CharField:
    """One line. `missing` says what to write where a required one is empty."""
    faults: dict[str, Any] = {"max_length": gettext_lazy("At most %(limit_value)d characters here.")}
    return forms.CharField(
        label=label,
        required=required,
        error_messages=faults | ({"required": missing} if missing else {}),
        help_text=hint,
        max_length=200,
        widget=forms.TextInput(attrs=LINE | attributes),
    )


class WhoEntry(forms.Form):
    """Who refers. `asks_day`: the team types in what has come another way."""

    referrer = forms.ChoiceField(
        label=gettext_lazy("Who refers"),
        choices=[("", gettext_lazy("Choose")), *Referrer.choices],
        error_messages={"required": gettext_lazy("Choose who refers.")},
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    referrer_name = line(gettext_lazy("Name of the one who refers"))
    referrer_unit = line(
        gettext_lazy("Workplace"),
        hint=gettext_lazy("Unit or office, such as the municipality's labour market unit."),
    )
    referrer_phone = line(gettext_lazy("Telephone"), inputmode="tel")
    received_on = DayField(label=gettext_lazy("Received on"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, asks_day: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if not asks_day:
            del self.fields["received_on"]

    def clean(self) -> dict[str, Any]:
        """Whoever refers for somebody else says who it is."""
        typed = super().clean() or {}
        if typed.get("referrer") not in ("", None, Referrer.SELF) and not typed.get("referrer_name"):
            self.add_error("referrer_name", _("Write the name, so that the team can answer."))
        return typed


class PersonEntry(forms.Form):
    """Who it is about. `with_number`: an identity number is taken too, where a day of birth is asked for."""

    first_name = line(
        gettext_lazy("First name"), required=True, missing=gettext_lazy("Write the person's name.")
    )
    last_name = line(gettext_lazy("Last name"))
    born = line(
        gettext_lazy("Date of birth"),
        hint=gettext_lazy("Such as 1990-05-17. The year alone will do."),
        inputmode="numeric",
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        required=False,
        choices=Sex.choices,
        help_text=gettext_lazy("Asked because the team's figures are told by sex."),
        widget=forms.RadioSelect,
    )
    municipality = line(gettext_lazy("Municipality"), hint=gettext_lazy("Where the person lives."))
    phone = line(gettext_lazy("Telephone"), inputmode="tel")
    reach = line(
        gettext_lazy("How is the person best reached?"),
        hint=gettext_lazy("For example: send a text message first, not before ten, with an interpreter."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, with_number: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.with_number = with_number
        self.personnummer = ""
        if with_number:
            self.fields["born"].label = _("Date of birth or identity number")

    def clean_born(self) -> str:
        """The day as 1990-05-17, or the year alone."""
        told, self.personnummer = read_born(self.cleaned_data["born"], with_number=self.with_number)
        return told

    def clean_municipality(self) -> str:
        """Its code."""
        text = str(self.cleaned_data["municipality"]).strip()
        if not text:
            return ""
        code = code_for(text)
        if code is None:
            raise ValidationError(_("No municipality has that name. Check the spelling, or leave it empty."))
        return code


def read_born(text: str, *, with_number: bool) -> tuple[str, str]:
    """The day as 1990-05-17 or the year alone, and the identity number if there is one. Raises ValidationError."""
    text, number = text.strip(), ""
    if not text:
        return "", ""
    if len(text) == YEAR_LENGTH and text.isascii() and text.isdecimal():
        born_on, told = dt.date(max(int(text), 1), 1, 1), text
    else:
        born_on, number = _day_or_number(text, with_number)
        told = born_on.isoformat()
    if not dt.date(1900, 1, 1) <= born_on <= timezone.localdate():
        raise ValidationError(_("Check the year: nobody is born then."))
    return told, number


def _day_or_number(text: str, with_number: bool) -> tuple[dt.date, str]:
    try:
        return parse_day(text), ""
    except ValueError:
        pass
    if not with_number:
        raise ValidationError(_("Write the day as 1990-05-17, or the year alone."))
    try:
        found = read_personnummer(text, timezone.localdate())
    except CellError as fault:
        raise ValidationError(str(fault)) from None
    return found.born_on, found.number


class AnswersEntry(forms.Form):
    """The team's questions; `edition` says in which words."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        questions: Sequence[Question],
        edition: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for number, question in enumerate(questions):
            self.fields[f"answer_{number}"] = _answer_field(question, edition)

    def answers(self, questions: Sequence[Question], edition: str) -> tuple[tuple[str, str], ...]:
        """Of a form that is valid: each question as it was read, with its answer."""
        return tuple(
            (question.text(edition), str(self.cleaned_data[f"answer_{number}"]))
            for number, question in enumerate(questions)
        )


def _answer_field(question: Question, edition: str) -> forms.Field:
    told: dict[str, Any] = {
        "label": question.text(edition),
        "help_text": question.hint(edition),
        "required": False,
    }
    if question.kind == QuestionKind.SCALE:
        return forms.ChoiceField(choices=SCALE, widget=forms.RadioSelect, **told)
    return forms.CharField(strip=False, widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}), **told)


class YesEntry(forms.Form):
    """What the person has said yes to."""

    consent_visit = forms.BooleanField(
        label=gettext_lazy("The team may contact the person about a study visit."), required=False
    )
    consent_division = forms.BooleanField(
        label=gettext_lazy("Those who take part when new referrals are divided may read this one."),
        required=False,
    )
    consent_form = forms.ChoiceField(
        label=gettext_lazy("How did the person say yes?"),
        required=False,
        choices=ReferralConsentForm.choices,
        widget=forms.RadioSelect,
    )
    consented_on = DayField(required=False, label=gettext_lazy("On which day?"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if (typed.get("consent_visit") or typed.get("consent_division")) and not typed.get("consent_form"):
            self.add_error("consent_form", _("Choose how the person said yes."))
        return typed


class FileEntry(forms.Form):
    """A file is one thing at a time: what is wrong with it is said about it alone."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 10 MB. Its name is not kept."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"class": "s-in", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), widget=forms.Select(attrs={"class": "s-in s-in-auto"})
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choice_field(self, "kind")
        field.choices = list(kinds)

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:  # not even read
            raise ValidationError(_("The file is larger than 10 MB. Scan the paper with a lower resolution."))
        return file
