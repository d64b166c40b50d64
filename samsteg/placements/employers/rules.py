"""What an employer's row must be. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.placements.employers.enums import ContactKind, EmployerStatus, RequestPeriod, Sector
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues, Requests

LONGEST: Final = {"name": 200, "address": 300, "tasks": 1000, "ask_again_why": 300}
LONGEST_NOTE: Final = 2000
MOST_AT_ONCE: Final = 50
OLDEST_AGREEMENT: Final = dt.timedelta(days=30 * 366)
Span = tuple[dt.date, dt.date | None]
NUMBER = re.compile(r"(\d{6})-?(\d{4})")
PHONE = re.compile(r"[\d +()/-]{5,40}")


class EmployerRefused(Refused):
    """`field` names what to mend, as in records; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def key_of(name: str) -> str:
    """What a name is found by: lower case, single spaces, as placements are looked up in SQL."""
    return " ".join(name.split()).lower()


def checked_employer(
    values: EmployerValues, today: dt.date, *, kept_day: dt.date | None = None
) -> EmployerValues:
    """As it is stored. `kept_day`: a day to ask again that stands already and may have passed. Raises
    EmployerRefused.
    """
    values = replace(values, name=" ".join(values.name.split()), tasks=values.tasks.strip())
    values = replace(values, organisation_number=organisation_number(values.organisation_number))
    for name, longest in LONGEST.items():
        if len(getattr(values, name)) > longest:
            raise EmployerRefused(_("Write at most %(most)d characters.") % {"most": longest}, name)
    if not any(sign.isalnum() for sign in values.name) or values.name.startswith("\u2013"):
        raise EmployerRefused(_("Write the name of the employer."), "name")
    if values.sector not in ("", *Sector.values):
        raise EmployerRefused(_("Choose from the list."), "sector")
    if values.status not in EmployerStatus.values:
        raise EmployerRefused(_("Choose from the list."), "status")
    if values.municipality_code and values.municipality_code not in MUNICIPALITIES:
        raise EmployerRefused(_("Choose from the list."), "municipality_code")
    if values.at_once_most is not None and not 1 <= values.at_once_most <= MOST_AT_ONCE:
        raise EmployerRefused(
            _("Write a number from 1 to %(most)d.") % {"most": MOST_AT_ONCE}, "at_once_most"
        )
    _check_requests(values)
    _check_asking(values, today, kept_day)
    return values


def _check_requests(values: EmployerValues) -> None:
    if values.requests_most is not None and not 1 <= values.requests_most <= MOST_AT_ONCE:
        raise EmployerRefused(
            _("Write a number from 1 to %(most)d.") % {"most": MOST_AT_ONCE}, "requests_most"
        )
    if values.requests_days not in RequestPeriod.values:
        raise EmployerRefused(_("Choose from the list."), "requests_days")


def most_at_once(spans: Iterable[Span], first: dt.date) -> int:
    """The most placements on one day, from `first` on. Each is its first and its last day; None: no end is known."""
    return max((count for _day, count in _counted(spans, first)), default=0)


def full_from(spans: Iterable[Span], most: int | None, first: dt.date) -> dt.date | None:
    """The first day, from `first` on, with as many as may be there at once; None where there is always room."""
    if most is None:
        return None
    return min((day for day, count in _counted(spans, first) if count >= most), default=None)


def _counted(spans: Iterable[Span], first: dt.date) -> Iterator[tuple[dt.date, int]]:
    """How many there are on each day when somebody comes, `first` for who is there already: only then it grows."""
    known = list(spans)
    for day in {max(begin, first) for begin, _end in known}:
        yield day, sum(one <= day and (end is None or day <= end) for one, end in known)


def requests_within(days_asked: Iterable[dt.date], most: int, days: int, on: dt.date) -> Requests:
    """Of the days when somebody asked, those of the period that ends `on`."""
    asked = sorted(day for day in days_asked if on - dt.timedelta(days=days) < day <= on)
    free_on = asked[-most] + dt.timedelta(days=days) if len(asked) >= most else None
    return Requests(len(asked), most, days, free_on)


def _check_asking(values: EmployerValues, today: dt.date, kept_day: dt.date | None) -> None:
    day = values.ask_again_on
    if day is None and values.ask_again_why:
        raise EmployerRefused(_("Write the day to ask again, or take the reason away."), "ask_again_on")
    if day is not None and day != kept_day and not today <= day <= today + dt.timedelta(days=1100):
        raise EmployerRefused(_("Write a day from today on, at most three years ahead."), "ask_again_on")


def organisation_number(text: str) -> str:
    """As 556677-8899; empty for nothing. Raises EmployerRefused for what its last figure shows to be mistyped."""
    text = text.strip().replace(" ", "")
    if not text:
        return ""
    found = NUMBER.fullmatch(text)
    # The third figure of an organisation's number is two or more: less is somebody's identity number.
    if found is None or int(text[2]) < 2 or not _adds_up(found[1] + found[2]):
        raise EmployerRefused(
            _("That is no organisation number. Write ten figures as 212000-0142, or leave it empty."),
            "organisation_number",
        )
    return f"{found[1]}-{found[2]}"


def _adds_up(figures: str) -> bool:
    """By Luhn: every other figure doubled from the first one."""
    doubled = (int(one) * (2 - at % 2) for at, one in enumerate(figures))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def checked_contact(values: ContactValues) -> ContactValues:
    """Raises EmployerRefused."""
    values = ContactValues(
        name=" ".join(values.name.split()),
        role=" ".join(values.role.split()),
        phone=values.phone.strip(),
        mail=values.mail.strip(),
    )
    if not values.name:
        raise EmployerRefused(_("Write whom to ask for."), "name")
    for name, most in (("name", 150), ("role", 150)):
        if len(getattr(values, name)) > most:
            raise EmployerRefused(_("Write at most %(most)d characters.") % {"most": most}, name)
    if values.phone and not PHONE.fullmatch(values.phone):
        raise EmployerRefused(_("Write the number with figures, as 0225-123 45."), "phone")
    try:
        if values.mail:
            validate_email(values.mail)
    except ValidationError:
        raise EmployerRefused(_("Write the address as namn@foretag.se."), "mail") from None
    return values


def check_signed(day: dt.date | None, today: dt.date) -> None:
    """When an agreement with an employer was signed. Raises EmployerRefused."""
    if day is None:
        return
    if day > today:
        raise EmployerRefused(_("The day has not come. Write the day when it was signed."), "signed_on")
    if day < today - OLDEST_AGREEMENT:
        raise EmployerRefused(_("That is more than thirty years ago. Check the year."), "signed_on")


def checked_note(values: NoteValues, today: dt.date) -> NoteValues:
    """Raises EmployerRefused."""
    text = values.text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise EmployerRefused(_("Write something before you save."), "text")
    if len(text) > LONGEST_NOTE:
        raise EmployerRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_NOTE}, "text")
    if values.happened_on > today:
        raise EmployerRefused(
            _("The day has not been yet. Write today's day or an earlier one."), "happened_on"
        )
    if values.kind not in ContactKind.values:
        raise EmployerRefused(_("Choose from the list."), "kind")
    return replace(values, text=text)
