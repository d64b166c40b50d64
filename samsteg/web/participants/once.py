"""The hidden field by which a form that is sent twice makes one thing."""

from __future__ import annotations

import uuid

from django import forms


def once_field() -> forms.UUIDField:
    """A new name each time the form is shown."""
    return forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput())
