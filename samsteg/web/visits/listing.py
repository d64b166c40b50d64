"""The list of visits: what it is made of, its page and its spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.enums import Referrer
from samsteg.participants.visits.enums import VisitForm, VisitKind, VisitOutcome, VisitState
from samsteg.participants.visits.listing import ListedVisit, list_visits, moment_of, opened
from samsteg.web.lists.asked import Asked
from samsteg.web.lists.listing import Choice, Column, Kind, Narrowed, Page, narrow, own_id_column, page_of
from samsteg.web.participants.words import word
from samsteg.web.visits.words import state_words

PLACE = "page:visit-list"
ANYBODY = "0"  # who receives is nobody in particular


def _day(one: ListedVisit) -> str:
    return f"{one.on} {_time(one)}".rstrip()


def _time(one: ListedVisit) -> str:
    return f"{one.at:%H.%M}" if one.at else ""


def _kind(one: ListedVisit) -> str:
    return word(VisitKind, one.kind)


def _form(one: ListedVisit) -> str:
    return word(VisitForm, one.form)


def _host(one: ListedVisit) -> str:
    """Nobody is known to have received a visit of which only the day is known."""
    return one.host if one.host_id or one.visit_id is None else _("Anybody in the team")


def _host_code(one: ListedVisit) -> str:
    return "" if one.visit_id is None else str(one.host_id or ANYBODY)


def _what(one: ListedVisit) -> str:
    return ", ".join(filter(None, (_kind(one), _form(one).lower())))


def _state(one: ListedVisit) -> str:
    return _("How did it go?") if one.is_untold else state_words(one.state, one.changed_by)


def _tag(one: ListedVisit) -> str:
    if one.is_untold:
        return "warn"
    return "brand" if one.is_coming else ""


def _has(state: VisitState) -> Callable[[ListedVisit], bool]:
    return lambda one: one.state == state


LIST: Kind[ListedVisit] = Kind(
    chips={
        "all": (gettext_lazy("All"), lambda one: True),
        "untold": (gettext_lazy("How did it go?"), lambda one: one.is_untold),
        "coming": (gettext_lazy("Coming"), lambda one: one.is_coming),
        "held": (VisitState.HELD.label, _has(VisitState.HELD)),
        "cancelled": (VisitState.CANCELLED.label, _has(VisitState.CANCELLED)),
    },
    always=frozenset({"all", "untold", "coming", "held", "cancelled"}),
    columns=(
        Column(
            code="name",
            label=gettext_lazy("Participant"),
            text=lambda one: one.title,
            key=lambda one: one.order or None,
        ),
        own_id_column(),
        Column(
            code="day",
            label=gettext_lazy("Day"),
            text=_day,
            value=lambda one: one.on,
            key=moment_of,
        ),
        Column(
            code="time",
            label=gettext_lazy("Time"),
            text=_time,
            order=False,
            page=False,
        ),
        Column(
            code="what",
            label=gettext_lazy("What"),
            text=_what,
            value=_kind,
        ),
        Column(code="how", label=gettext_lazy("How"), text=_form, order=False, page=False),
        Column(
            code="referrer", label=gettext_lazy("Referrer"), text=lambda one: word(Referrer, one.referrer)
        ),
        Column(
            code="along",
            label=gettext_lazy("The referrer comes along"),
            text=lambda one: _("Yes") if one.with_referrer else "",
            order=False,
            page=False,
        ),
        Column(code="host", label=gettext_lazy("Who receives"), text=_host),
        Column(code="state", label=gettext_lazy("State"), text=_state, tag=_tag),
        Column(
            code="outcome",
            label=gettext_lazy("What the person said"),
            text=lambda one: word(VisitOutcome, one.outcome),
        ),
        Column(
            code="start",
            label=gettext_lazy("Start"),
            text=lambda one: str(one.started_on or ""),
            value=lambda one: one.started_on,
            key=lambda one: one.started_on,
        ),
    ),
    words=lambda one: (one.title, one.own_id, one.host),
    choices=(
        Choice(
            name="ar",
            label=gettext_lazy("Year"),
            everything=gettext_lazy("Any year"),
            code=lambda one: f"{one.on:%Y}",
            word=lambda one: f"{one.on:%Y}",
            newest_first=True,
        ),
        Choice(
            name="manad",
            label=gettext_lazy("Month"),
            everything=gettext_lazy("Any month"),
            code=lambda one: f"{one.on:%Y-%m}",
            word=lambda one: formats.date_format(one.on, "F Y"),
            newest_first=True,
        ),
        Choice(
            name="svar",
            label=gettext_lazy("What the person said"),
            everything=gettext_lazy("Any answer"),
            code=lambda one: one.outcome,
            word=lambda one: word(VisitOutcome, one.outcome),
        ),
        Choice(
            name="vad",
            label=gettext_lazy("What"),
            everything=gettext_lazy("Every kind"),
            code=lambda one: one.kind,
            word=_kind,
        ),
        Choice(
            name="hur",
            label=gettext_lazy("How"),
            everything=gettext_lazy("However you meet"),
            code=lambda one: one.form,
            word=_form,
        ),
        Choice(
            name="remittent",
            label=gettext_lazy("Referrer"),
            everything=gettext_lazy("Every referrer"),
            code=lambda one: one.referrer,
            word=lambda one: word(Referrer, one.referrer),
        ),
        Choice(
            name="mottagare",
            label=gettext_lazy("Who receives"),
            everything=gettext_lazy("Every receiver"),
            code=_host_code,
            word=_host,
        ),
    ),
    own_order=gettext_lazy(
        "what has no answer first, then what comes, then what has been with the newest on top"
    ),
)


def visit_page(actor: Actor, team: Team, asked: Asked, search: str) -> tuple[str, Page[ListedVisit]]:
    """With the sentence above the list, and whom it shows in the read log."""
    rows, found = _found(actor, team, asked, search)
    page = page_of(LIST, found, asked, search, reveal=opened)
    persons = {one.person_id for one, _cells in page.rows}
    kind = ReadKind.SEARCH if search else ReadKind.LIST
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=PLACE)
    return _sentence(rows), page


def visits_for_file(actor: Actor, team: Team, asked: Asked, search: str) -> Narrowed[ListedVisit]:
    """All rows, with every one of them in the read log: a file leaves the house."""
    _rows, found = _found(actor, team, asked, search)
    persons = {one.person_id for one in found.rows}
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.EXPORT, place=PLACE)
    return replace(found, rows=tuple(opened(found.rows)))


def _found(
    actor: Actor, team: Team, asked: Asked, search: str
) -> tuple[Sequence[ListedVisit], Narrowed[ListedVisit]]:
    """Names are opened for all where the search looks in them or the order is by them."""
    rows: Sequence[ListedVisit] = list_visits(actor=actor, team=team)
    if search or asked.order == "name":
        rows = opened(rows)
    return rows, narrow(LIST, rows, asked, search)


def _sentence(rows: Sequence[ListedVisit]) -> str:
    """How things are, whatever is asked for."""
    coming, untold = sum(one.is_coming for one in rows), sum(one.is_untold for one in rows)
    said = ngettext("%(n)d visit is booked ahead", "%(n)d visits are booked ahead", coming) % {"n": coming}
    if not coming:
        said = _("No visit is booked ahead")
    rest = ngettext("%(n)d waits for how it was", "%(n)d wait for how they were", untold) % {"n": untold}
    if not untold:
        rest = _("none waits for how it was")
    return _("%(coming)s, and %(untold)s.") % {"coming": said, "untold": rest}


def about(team: Team, today: dt.date) -> str:
    return _("Visits to %(team)s before a start, %(day)s.") % {"team": team.name, "day": today}
