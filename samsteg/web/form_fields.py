"""Fields that several forms have, and those whose choices are known when the form is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from samsteg.access.papers import LARGEST


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The form's field as what it is: Django's types say no more than that it is a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


class PaperField(forms.FileField):
    """A scanned paper. What is too large is not even read; what it is, `access.papers` says by its content."""

    widget = forms.FileInput(attrs={"class": "s-in", "accept": ".pdf,.png,.jpg,.jpeg"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file is not None and (file.size is None or file.size > LARGEST):
            raise ValidationError(_("The file is larger than 10 MB. Scan the paper with a lower resolution."))
        return file
