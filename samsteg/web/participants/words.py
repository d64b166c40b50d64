"""Codes of a stay as words, days and spans as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.participants.enums import IncomeSource, Status
from samsteg.participants.selectors import ListedPerson

NOTHING = "\u2013"


def word(choices: type[TextChoices], code: str) -> str:
    """Empty for an empty code; a code that isn't ours is shown as it is."""
    return str(choices(code).label) if code in choices.values else code


def incomes(codes: Iterable[str]) -> str:
    """The main one first."""
    return ", ".join(word(IncomeSource, code) for code in codes)


def municipality(code: str) -> str:
    return MUNICIPALITIES.get(code, code)


def days(count: int) -> str:
    """With a no-break space between thousands."""
    shown = f"{count:,}".replace(",", "\u00a0")
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": shown}


def and_paused(count: int) -> str:
    """What follows days waited; empty where none was paused."""
    return " " + _("and %(days)s paused") % {"days": days(count)} if count else ""


def number(value: Decimal) -> str:
    """Without zeros that say nothing, with the language's decimal sign."""
    return str(formats.localize(Decimal(f"{value.normalize():f}")))


def moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H.%M")


def birth(born_on: dt.date | None, birth_year: int | None) -> str:
    return str(born_on or birth_year or "")


def age(person: ListedPerson) -> str:
    """Of a year of birth alone the age is told as about."""
    if person.age is None:
        return ""
    return _("about %(age)d") % {"age": person.age} if person.is_age_approximate else str(person.age)


def time_in_team(person: ListedPerson) -> str:
    if person.days is None:
        return ""
    text = days(person.days)
    return _("%(days)s in the queue") % {"days": text} if person.status is Status.QUEUE else text


def status(person: ListedPerson, today: dt.date) -> str:
    """In words, with the day of what has been decided but not come yet."""
    if person.status in (Status.QUEUE, Status.REFERRED) and person.enrolled_on and person.enrolled_on > today:
        return _("Starts %(day)s") % {"day": person.enrolled_on}
    if person.status is Status.ENROLLED and person.exited_on:
        return _("Leaves %(day)s") % {"day": person.exited_on}
    return word(Status, person.status)
