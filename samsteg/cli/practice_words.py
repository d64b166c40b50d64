"""What the practice commands tell on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ROLE_WORDS = {
    "coach": gettext_noop("coach"),
    "lead": gettext_noop("team lead"),
    "representative": gettext_noop("representative of an authority"),
    "referrer": gettext_noop("referrer of an authority"),
    "officer": gettext_noop("controller officer"),
    "steering": gettext_noop("steering group"),
    "admin": gettext_noop("system administrator"),
}


def login_lines(logins: Mapping[str, str], participants: Sequence[str] = ()) -> Iterator[str]:
    yield _("Sign in with:")
    for name, password in logins.items():
        yield f"  {name:<14} {password}   ({_(ROLE_WORDS[name])})"
    role = _("participant, on the own page")
    for number in participants:
        yield f"  {'/min-sida/':<14} {number}   ({role})"


def file_lines(files: Sequence[Path]) -> Iterator[str]:
    yield _("Year reports:")
    for path in files:
        yield f"  {path}"
