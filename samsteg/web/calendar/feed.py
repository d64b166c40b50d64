"""One's own times as a calendar file (RFC 5545): when and what kind, never who or where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from samsteg.activities.calendar.enums import EntryKind
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import DAY, ends, moment

PRODUCT = "-//Samsteg//SV"
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def calendar_file(entries: Iterable[Entry], *, tells_groups: bool = False) -> bytes:
    """Read anew every hour by programs that ask the file how often. `tells_groups`: with the names of groups."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Work"))
    made.add("x-published-ttl", "PT1H")
    for one in entries:
        made.add_component(_event(one, tells_groups))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(one: Entry, tells_groups: bool) -> Event:
    event = Event()
    event.add("uid", f"{one.uid}@samsteg")
    event.add("dtstamp", (one.written_at or EPOCH).astimezone(dt.UTC))
    event.add("sequence", one.version)
    event.add("summary", summary(one, tells_groups))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    if one.at is None:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + DAY)
    else:
        event.add("dtstart", moment(one.on, one.at))
        event.add("dtend", ends(one.on, one.at, one.minutes))
    return event


def summary(one: Entry, tells_groups: bool) -> str:
    """The kind alone, in words that tell nothing of anybody; of a group its name too, when that was chosen."""
    if one.kind is EntryKind.GROUP:
        return _("Group: %(name)s") % {"name": one.title} if tells_groups else _("Group")
    return one.label if one.kind is EntryKind.TEAM else _("Talk")
