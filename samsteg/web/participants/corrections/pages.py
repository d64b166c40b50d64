"""What the pages of corrections show beside the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.one_person import StayFactRows
from samsteg.participants.origins import with_origin
from samsteg.people.models import PersonDetail
from samsteg.web.participants import words
from samsteg.web.participants.facts import FactView, Origins, facts_of_person, facts_of_stay


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field says by now, where it isn't what the reader typed."""

    label: str
    field_id: str
    now: str


def stay_facts(rows: StayFactRows, *, is_protected: bool) -> tuple[FactView, ...]:
    """Each thing with what it has said before; a protected person's municipality is never told."""
    if is_protected:
        for detail in rows.details:
            detail.municipality_code = ""
    every: list[Fact] = [*rows.events, *rows.details, *rows.efforts]
    return facts_of_stay(rows, Origins.of_facts(every))


def person_details(team: Team, person_id: int, *, with_day: bool) -> tuple[PersonDetail, ...]:
    found = tuple(with_origin(PersonDetail.objects.filter(team=team, person_id=person_id)))
    if not with_day:
        for one in found:
            one.born_on = None
    return found


def person_facts(details: tuple[PersonDetail, ...]) -> tuple[FactView, ...]:
    return facts_of_person(details, Origins.of_facts(details))


def last_change(facts: Iterable[Fact]) -> str:
    """When, and by whom."""
    newest = max(facts, key=lambda fact: fact.recorded_at, default=None)
    if newest is None:
        return ""
    return ", ".join(part for part in (words.moment(newest.recorded_at), vars(newest)["written_by"]) if part)


def differences(form: forms.Form, now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Where what holds now differs from what is typed."""
    found = []
    for field in form:
        name = field.name
        if name in now and not field.is_hidden:
            shown = _shown(field, now[name])
            typed = form.cleaned_data.get(name, field.value()) if form.is_valid() else field.value()
            if shown != _shown(field, typed):
                found.append(Difference(str(field.label), str(field.id_for_label), shown or _("nothing")))
    return tuple(found)


def _shown(field: BoundField, value: Any) -> str:
    """A value as the form shows it: labels for codes."""
    choices = getattr(field.field, "choices", None)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if choices is not None:
        labels = {str(code): str(label) for code, label in choices if code}
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(code), "") for code in codes if code)
    return "" if value is None else str(field.field.prepare_value(value))
