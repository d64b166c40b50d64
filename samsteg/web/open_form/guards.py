"""What keeps machines away from the open form, without asking anybody outside and without pictures.

A field that people don't see, a sum of two small numbers, some seconds between page and answer, and a most per hour.
Nothing of it is kept but counters under digests that expire.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.accounts.counters import count_up
from samsteg.accounts.lockout import address_of
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team

SALT: Final = "open-form"
SHORTEST: Final = 3  # seconds between the page and its answer
LONGEST: Final = 12 * 60 * 60
HOUR: Final = 60 * 60
DAY: Final = 24 * HOUR
MOST_PER_ADDRESS: Final = 10  # in an hour; a municipality's many offices may share one address
MOST_DRAFTS: Final = 30  # in an hour
MOST_TRIES: Final = 30  # in an hour
MOST_PER_TEAM: Final = 100  # in a day


@dataclass(frozen=True, slots=True)
class Sum:
    first: int
    second: int
    shown_at: float


class GuardEntry(forms.Form):
    """`website` is the trap: out of sight and out of the tab order, named so that no screen reader is caught."""

    answer = forms.CharField(
        max_length=10,
        required=False,
        help_text=gettext_lazy("Write the answer with figures. It keeps automatic letters away."),
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    asked = forms.CharField(max_length=300, widget=forms.HiddenInput())
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        held = _opened(str(self["asked"].value() or "")) if self.is_bound else None
        if held is None:
            held = Sum(secrets.randbelow(8) + 2, secrets.randbelow(8) + 1, time.time())
            self.is_fresh = True
        else:
            self.is_fresh = False
        self.held = held
        self.signed = signing.dumps([held.first, held.second, held.shown_at], salt=SALT)
        self.fields["answer"].label = _("How much is %(first)d plus %(second)d?") % {
            "first": held.first,
            "second": held.second,
        }

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))

    def clean_answer(self) -> str:
        text = str(self.cleaned_data["answer"]).strip()
        if self.is_fresh:
            raise ValidationError(_("The page has been open for long. Answer once more."))
        if text != str(self.held.first + self.held.second):
            raise ValidationError(_("That isn't the sum. Try again."))
        if time.time() - self.held.shown_at < SHORTEST:
            raise ValidationError(_("That went fast. Wait some seconds and send again."))
        return text


def _opened(signed: str) -> Sum | None:
    try:
        first, second, shown_at = signing.loads(signed, salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError):
        return None
    return Sum(first, second, shown_at)


def count_sent(request: HttpRequest, team: Team) -> None:
    """Raises Refused when more has been sent than people send."""
    by_address = count_up(f"open-form:{team.pk}:{address_digest(request)}", HOUR)
    if by_address > MOST_PER_ADDRESS or count_up(f"open-form:{team.pk}", DAY) > MOST_PER_TEAM:
        raise Refused(
            _(
                "Much has been sent from here in a short time. Wait an hour, or call the team. What you wrote is kept."
            )
        )


def count_begun(request: HttpRequest, team: Team) -> None:
    """As `count_sent`, of drafts."""
    if count_up(f"open-draft:{team.pk}:{address_digest(request)}", HOUR) > MOST_DRAFTS:
        raise Refused(
            _("Many drafts have been begun from here in a short time. Wait an hour, or call the team.")
        )


def count_tried(request: HttpRequest, team: Team) -> None:
    """As `count_sent`, of codes: each try costs the machine as much as a password does."""
    if count_up(f"open-code:{team.pk}:{address_digest(request)}", HOUR) > MOST_TRIES:
        raise Refused(_("Too many tries. Wait a quarter of an hour, or begin again: the form is short."))


def address_digest(request: HttpRequest) -> str:
    """The address as a keyed digest: it counts, and tells nobody where somebody was."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"open:{address_of(request)}".encode(), hashlib.sha256).hexdigest()
