"""What the page of contact data shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.accounts.names import names_of
from samsteg.organisation.models import Team
from samsteg.participants.particulars import Particulars, contact_consent
from samsteg.people.contact import Contact, Way, earlier_contacts
from samsteg.web.participants import words
from samsteg.web.participants.contact.forms import ParticularsForm, initial_of


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what a telephone dials, where the text is a number."""

    label: str
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class EarlierView:
    """What one change took away; `changed`: when, and by whom."""

    lines: tuple[Line, ...]
    changed: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field says by now, where it isn't what the reader typed."""

    label: str
    field_id: str
    now: str


def lines_of(contact: Contact, *, with_others: bool) -> tuple[Line, ...]:
    """Only what is known. `with_others`: also whom to call if need be, who is somebody else than the participant."""
    found = [*_own_lines(contact), *(_emergency_lines(contact) if with_others else ())]
    return tuple(line for line in found if line.text)


def _own_lines(contact: Contact) -> Iterator[Line]:
    yield Line(_("Phone"), contact.phone, dialled(contact.phone))
    yield Line(_("Best way to reach"), words.word(Way, contact.way))
    yield Line(_("When and how"), contact.reach)
    yield Line(_("E-mail"), contact.mail)
    town = f"{contact.postal_code} {contact.city}".strip()
    yield Line(_("Address"), ", ".join(part for part in (contact.street, town) if part))
    yield Line(_("Interpreter in"), contact.interpreter)


def _emergency_lines(contact: Contact) -> Iterator[Line]:
    who = ", ".join(part for part in (contact.emergency_name, contact.emergency_relation) if part)
    yield Line(_("If something happens"), who)
    yield Line(_("Their phone"), contact.emergency_phone, dialled(contact.emergency_phone))


def dialled(text: str) -> str:
    """Empty for what isn't a number alone."""
    number = re.sub(r"[\s()/-]", "", text)
    return number if re.fullmatch(r"\+?[0-9]{5,15}", number) else ""


def earlier_views(team: Team, person_id: int) -> tuple[EarlierView, ...]:
    """What each change took away, newest first."""
    changes = earlier_contacts(team.pk, person_id)
    names = names_of(one.replaced_by_id for one in changes)
    return tuple(
        EarlierView(
            lines=lines_of(Contact(**one.fields), with_others=True),
            changed=", ".join(
                part
                for part in (words.moment(one.replaced_at), names.get(one.replaced_by_id or 0, ""))
                if part
            ),
        )
        for one in changes
    )


def consent_words(team: Team, person_id: int) -> str:
    """Empty where the participant hasn't let the team write by mail or text message."""
    held = contact_consent(team, person_id)
    return str(held.valid_to - dt.timedelta(days=1)) if held else ""


def updated_words(kept: Particulars) -> str:
    """When, and by whom; empty for what nobody has changed on a page."""
    if kept.updated_at is None:
        return ""
    name = names_of([kept.updated_by_id]).get(kept.updated_by_id or 0, "")
    return ", ".join(part for part in (words.moment(kept.updated_at), name) if part)


def differences(form: ParticularsForm, kept: Particulars) -> tuple[Difference, ...]:
    """Where what is kept now differs from what is typed."""
    now = initial_of(kept)
    return tuple(
        Difference(str(field.label), str(field.id_for_label), _in_words(field.name, now[field.name]))
        for field in form
        if field.name != "token" and " ".join(str(field.value() or "").split()) != now[field.name]
    )


def _in_words(name: str, value: str) -> str:
    return (words.word(Way, value) if name == "way" else value) or _("nothing")
