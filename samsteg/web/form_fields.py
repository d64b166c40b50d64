"""Fields of a form whose choices are known when it is made."""

from __future__ import annotations

from django import forms


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The form's field as what it is: Django's types say no more than that it is a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field
