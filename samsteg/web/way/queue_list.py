"""The queue as a list that is searched, narrowed and sorted beside its own order, and as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.organisation.models import Team
from samsteg.web.list_address import MOST
from samsteg.web.lists.asked import Asked
from samsteg.web.lists.listing import Choice, Column, Kind, Narrowed
from samsteg.web.lists.sheet import file_of
from samsteg.web.way.queue import QueueRow, QueueView

LIST: Kind[QueueRow] = Kind(
    chips={
        "all": (gettext_lazy("All"), lambda row: True),
        "priority": (gettext_lazy("With priority"), lambda row: bool(row.one.priority)),
        "paused": (gettext_lazy("Paused"), lambda row: row.one.is_paused),
        "starts": (gettext_lazy("Start decided"), lambda row: row.one.starts_on is not None),
    },
    always=frozenset({"all", "priority", "paused"}),
    columns=(
        Column(
            code="person",
            label=gettext_lazy("Participant"),
            text=lambda row: row.title,
            key=lambda row: row.one.name_order,
        ),
        Column(
            code="place",
            label=gettext_lazy("Place"),
            text=lambda row: str(row.place or ""),
            value=lambda row: row.place or None,
            order=False,
            is_number=True,
        ),
        Column(
            code="since",
            label=gettext_lazy("In the queue since"),
            text=lambda row: str(row.one.queue_on),
            value=lambda row: row.one.queue_on,
            order=False,
            page=False,
        ),
        Column(
            code="waited",
            label=gettext_lazy("Waited"),
            text=lambda row: row.waited,
            key=lambda row: row.one.days,
            sheet=False,
        ),
        Column(
            code="days",
            label=gettext_lazy("Days waited"),
            text=lambda row: str(row.one.days),
            value=lambda row: row.one.days,
            order=False,
            page=False,
        ),
        Column(
            code="paused",
            label=gettext_lazy("Days paused"),
            text=lambda row: str(row.one.paused_days),
            value=lambda row: row.one.paused_days,
            order=False,
            page=False,
        ),
        Column(code="order", label=gettext_lazy("Order"), text=lambda row: row.order),
        Column(
            code="state", label=gettext_lazy("State"), text=lambda row: row.state, order=False, page=False
        ),
        Column(code="referrer", label=gettext_lazy("Referrer"), text=lambda row: row.referrer),
        Column(code="coach", label=gettext_lazy("Coach"), text=lambda row: row.coach),
    ),
    words=lambda row: (row.title, row.one.own_id, row.coach),
    choices=(
        Choice(
            name="remittent",
            label=gettext_lazy("Referrer"),
            everything=gettext_lazy("Every referrer"),
            code=lambda row: row.one.referrer,
            word=lambda row: row.referrer,
        ),
    ),
    own_order=gettext_lazy("the queue's own, first who has priority, then who has waited longest"),
    page=MOST,
)


def queue_kind(view: QueueView) -> Kind[QueueRow]:
    """Nobody's place is told to who doesn't see the whole queue: then the page has no such column."""
    if not view.partial:
        return LIST
    columns = tuple(replace(one, page=False) if one.code == "place" else one for one in LIST.columns)
    return replace(LIST, columns=columns)


def spreadsheet(
    view: QueueView,
    found: Narrowed[QueueRow],
    asked: Asked,
    *,
    team: Team,
    is_practice: bool,
    today: dt.date,
    search: str,
) -> bytes:
    about = [
        _("The queue of %(team)s, %(day)s.") % {"team": team.name, "day": today},
        _("Days paused are not counted as waited."),
        f"{view.sentence} {view.partial}" if view.partial else "",
    ]
    return file_of(_("Queue"), LIST, found, asked, search, *about, is_practice=is_practice)
