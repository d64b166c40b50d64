from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _


class UploadForm(forms.Form):
    """The file only has to be there; reading it says the rest."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label = _("The workbook")
        field.error_messages["required"] = _("Choose a file first")
        field.widget = forms.FileInput(
            attrs={"class": "s-in", "accept": ".xlsx,.csv", "aria-describedby": "id_file_hint"}
        )

    @property
    def upload(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return file


class ApplyForm(forms.Form):
    """`seen` is the fingerprint of the plan that was shown."""

    seen = forms.CharField(max_length=64)
    leave_out = forms.BooleanField(required=False)
