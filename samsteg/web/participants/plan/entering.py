"""The way into the pages where a plan is written, and what they have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samsteg.access.protection import possible_staff
from samsteg.accounts.names import names_of
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.plans.records import Origin
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered, enter_person
from samsteg.web.requests import ActingRequest

PLACE = "page:plan"


def enter_plan(request: ActingRequest, slug: str, person_id: int) -> Entered:
    """For those who write it. Raises NotVisible, PermissionRefused."""
    entered = enter_person(request, slug, person_id, "plan.write")
    if not entered.is_staff:
        raise NotVisible
    return entered


def frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs("plan")}


def staff_of(entered: Entered) -> dict[int, str]:
    """Coaches and leads of the team, oneself first."""
    own = entered.actor.user_id
    staff = sorted(
        possible_staff(entered.team.pk), key=lambda user: (user.pk != own, user.shown_name.casefold())
    )
    return {user.pk: user.shown_name for user in staff}


def written(origin: Origin, names: dict[int, str]) -> str:
    """Whose hand and when, and from whom where it isn't the team's own."""
    parts = [
        names.get(origin.writer_id or 0, ""),
        words.moment(origin.written_at),
        _("from %(authority)s") % {"authority": origin.source} if origin.source else "",
    ]
    return " \u00b7 ".join(part for part in parts if part)


def refuse(entry: forms.Form, fault: Refused) -> None:
    """Puts the fault at the field that it names."""
    field = getattr(fault, "field", None)
    entry.add_error(field if field in entry.fields else None, str(fault))


def stale_words(writer_id: int | None, at: dt.datetime, changed: Sequence[str]) -> str:
    """Who came before, when, and what it was: for a form of several fields, beside what holds now."""
    told = {
        "name": names_of([writer_id]).get(writer_id or 0, _("Somebody else")),
        "at": words.moment(at),
        "what": ", ".join(changed),
    }
    if not changed:
        return _("%(name)s saved this at %(at)s, while you were writing. What you wrote is kept.") % told
    return (
        _(
            "%(name)s changed this at %(at)s, while you were writing: %(what)s. What you wrote is kept. "
            "Compare, and save what is to hold."
        )
        % told
    )


def tell_stale(entry: forms.Form, origin: Origin | None) -> None:
    """Says who came before; what is typed stands in the form, and the next save is a choice made knowingly."""
    if origin is None:
        text = _(
            "Somebody else has changed this since you opened it. Your text is kept. Compare them and choose."
        )
    else:
        name = names_of([origin.writer_id]).get(origin.writer_id or 0, _("Somebody else"))
        text = _(
            "%(name)s changed this at %(at)s, while you were writing. Both texts stand below and nothing is lost. "
            "Put them together, or save yours: the other stays as an earlier version."
        ) % {"name": name, "at": words.moment(origin.written_at)}
    entry.add_error(None, text)
    typed = {name: entry.data.get(name, "") for name in entry.fields}
    entry.data = typed | {"version": origin.version if origin else 0}
