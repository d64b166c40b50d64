"""An account in words: whether it can be used, and what has happened at its door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.log_review import names_by_id
from samsteg.accounts.selectors import AccountRow
from samsteg.audit.enums import SignInEvent
from samsteg.audit.models import SignInEntry

REASONS = {
    "password": gettext_lazy("password"),
    "factor": gettext_lazy("password and second step, or passkey"),
    "eid": gettext_lazy("e-ID"),
    "code": gettext_lazy("code"),
    "passkey": gettext_lazy("passkey"),
    "passkey_count": gettext_lazy("the passkey may have been copied"),
    "webauthn": gettext_lazy("passkey"),
    "totp": gettext_lazy("app with codes"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "closed": gettext_lazy("the account was closed"),
    "idle": gettext_lazy("half an hour without doing anything"),
    "longest": gettext_lazy("ten hours"),
    "by_user": gettext_lazy("by the user"),
    "by_admin": gettext_lazy("by an administrator"),
    "disabled": gettext_lazy("the account was closed"),
    "invitation": gettext_lazy("the link of an invitation"),
    "invitation_name": gettext_lazy("the link, with another user name"),
}


@dataclass(frozen=True, slots=True)
class State:
    """`tag`: the colour's class, empty for none."""

    word: str
    tag: str


def state_of(row: AccountRow) -> State:
    if not row.is_active:
        return State(_("Closed"), "bad")
    if row.link_until is not None:
        return State(_("A link waits"), "warn")
    return State(_("In use"), "ok") if row.can_sign_in else State(_("The link has run out"), "warn")


@dataclass(frozen=True, slots=True)
class EventLine:
    at: dt.datetime
    what: str
    by: str


def event_words(entries: Iterable[SignInEntry]) -> list[EventLine]:
    """A reason without words of its own is left as the code that operations look for."""
    rows = list(entries)
    names = names_by_id(one.by_user_id for one in rows)
    return [EventLine(one.at, what_words(one), names.get(one.by_user_id or 0, "")) for one in rows]


def what_words(entry: SignInEntry) -> str:
    what = str(SignInEvent(entry.event).label)
    return f"{what}: {REASONS.get(entry.reason, entry.reason)}" if entry.reason else what
