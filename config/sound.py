"""The system checks, asked once more by whatever serves: gunicorn itself runs none."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unless_sound() -> None:
    """Raises ImproperlyConfigured for any error of the security checks, where real participants may be stored."""
    if settings.SAMSTEG_PRACTICE_ONLY:
        return
    found = [fault for fault in run_checks(tags=[Tags.security]) if fault.level >= ERROR]
    if found:
        raise ImproperlyConfigured("; ".join(f"{fault.id}: {fault.msg}" for fault in found))
