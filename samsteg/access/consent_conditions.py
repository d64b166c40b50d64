"""When a consent holds: one definition for every condition on rows."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone


def in_force(prefix: str = "", day: dt.date | None = None) -> Q:
    """Consents that hold on the day (today) and have not been ended. `prefix` as in `consent__`."""
    on = day or timezone.localdate()
    return Q(**{f"{prefix}valid_from__lte": on, f"{prefix}valid_to__gt": on, f"{prefix}ended_as": ""})
