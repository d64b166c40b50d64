"""The list of referrals: what it is made of, its page and its spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads, log_referral_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.enums import ReferralStatus
from samsteg.participants.referrals.listing import ListedReferral, list_referrals, opened
from samsteg.web.lists.asked import Asked
from samsteg.web.lists.listing import Choice, Column, Kind, Narrowed, Page, narrow, own_id_column, page_of
from samsteg.web.participants.words import word

PLACE = "page:referrals"
STATES = {state.value: number for number, state in enumerate(ReferralStatus)}
TAGS = {ReferralStatus.RECEIVED: "brand", ReferralStatus.ANSWERED: "brand", ReferralStatus.JOINED: "warn"}


def called(one: ListedReferral) -> str:
    return one.title or _("Name forgotten")


def _referrer(one: ListedReferral) -> str:
    kind = one.authority or word(Referrer, one.referrer)
    return f"{kind}, {one.referrer_name}" if one.referrer_name else kind


def _state(one: ListedReferral) -> str:
    state = word(ReferralStatus, one.status)
    if one.is_waiting and not one.says_visit:
        return _("%(state)s, no yes to a study visit yet") % {"state": state}
    return state


def _month(one: ListedReferral) -> str:
    return f"{one.received_on:%Y-%m}"


def _has(state: ReferralStatus) -> Callable[[ListedReferral], bool]:
    return lambda one: one.status == state


LIST: Kind[ListedReferral] = Kind(
    chips={
        "waiting": (gettext_lazy("Wait"), lambda one: one.is_waiting),
        **{state.value: (state.label, _has(state)) for state in ReferralStatus},
        "all": (gettext_lazy("All"), lambda one: True),
    },
    always=frozenset({"waiting", "taken", "ended", "all"}),
    columns=(
        Column(
            code="name",
            label=gettext_lazy("Whom it is about"),
            text=called,
            key=lambda one: one.order or None,
        ),
        own_id_column(),
        Column(
            code="received",
            label=gettext_lazy("Came in"),
            text=lambda one: str(one.received_on),
            value=lambda one: one.received_on,
            key=lambda one: (one.received_on, one.referral_id),
        ),
        Column(code="referrer", label=gettext_lazy("Referrer"), text=_referrer),
        Column(
            code="state",
            label=gettext_lazy("State"),
            text=_state,
            key=lambda one: STATES[one.status],
            tag=lambda one: TAGS.get(ReferralStatus(one.status), ""),
        ),
    ),
    words=lambda one: (one.title, one.own_id, one.referrer_name, one.authority, word(Referrer, one.referrer)),
    choices=(
        Choice(
            name="remittent",
            label=gettext_lazy("Referrer"),
            everything=gettext_lazy("Every referrer"),
            code=lambda one: one.referrer,
            word=lambda one: word(Referrer, one.referrer),
        ),
        Choice(
            name="manad",
            label=gettext_lazy("Came in"),
            everything=gettext_lazy("Any month"),
            code=_month,
            word=lambda one: formats.date_format(one.received_on, "F Y"),
            newest_first=True,
        ),
    ),
    own_order=gettext_lazy("what waits first, the oldest of it on top"),
)


@dataclass(frozen=True, slots=True)
class ReferralList:
    """`waiting`: how many wait, whatever is asked for."""

    page: Page[ListedReferral]
    waiting: int
    has_any: bool

    @property
    def sentence(self) -> str:
        return ngettext("%(count)d waits for the team.", "%(count)d wait for the team.", self.waiting) % {
            "count": self.waiting
        }


def referral_page(actor: Actor, team: Team, asked: Asked, search: str) -> ReferralList:
    """With whom it shows in the read log; one that isn't a participant's yet is logged when it is opened."""
    rows, found = _found(actor, team, asked, search)
    page = page_of(LIST, found, asked, search, reveal=partial(opened, team))
    persons = {one.person_id for one, _cells in page.rows if one.person_id is not None}
    kind = ReadKind.SEARCH if search else ReadKind.LIST
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=PLACE)
    return ReferralList(page, sum(one.is_waiting for one in rows), bool(rows))


def referrals_for_file(actor: Actor, team: Team, asked: Asked, search: str) -> Narrowed[ListedReferral]:
    """All rows, with every one of them in the read log: a file leaves the house."""
    _rows, found = _found(actor, team, asked, search)
    rows = tuple(opened(team, found.rows))
    told = {one.person_id for one in rows if one.person_id is not None}
    log_reads(actor=actor, team_id=team.pk, person_ids=told, kind=ReadKind.EXPORT, place=PLACE)
    waiting = [one.referral_id for one in rows if one.is_waiting]
    log_referral_reads(actor=actor, team_id=team.pk, referral_ids=waiting, kind=ReadKind.EXPORT, place=PLACE)
    return replace(found, rows=rows)


def _found(
    actor: Actor, team: Team, asked: Asked, search: str
) -> tuple[Sequence[ListedReferral], Narrowed[ListedReferral]]:
    """What is sealed is opened for all where the search looks in it or the order is by it."""
    rows: Sequence[ListedReferral] = list_referrals(actor=actor, team=team)
    if search or asked.order in ("name", "referrer"):
        rows = opened(team, rows)
    return rows, narrow(LIST, rows, asked, search)


def about(team: Team, today: dt.date) -> str:
    return _("Referrals to %(team)s, %(day)s.") % {"team": team.name, "day": today}
