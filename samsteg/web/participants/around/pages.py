"""What the page of those round a participant shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.accounts.names import names_of
from samsteg.participants.around.enums import RoleAround
from samsteg.participants.around.records import Agreed, ReadAround
from samsteg.participants.enums import ParallelKind
from samsteg.participants.parallel import ReadEffort
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.person import span


@dataclass(frozen=True, slots=True)
class AgreedView:
    consent_id: int
    text: str


@dataclass(frozen=True, slots=True)
class AroundView:
    """`agreed`: what consents say of the authority; `lacks_consent`: it is an authority, and none says anything."""

    series: uuid.UUID
    role: str
    name: str
    place: str
    contact: str
    remark: str
    days: str
    is_called_to_sip: bool
    agreed: tuple[AgreedView, ...]
    lacks_consent: bool
    is_forgotten: bool
    written: str


@dataclass(frozen=True, slots=True)
class EffortView:
    stay_id: int
    code: str
    ordinal: int
    label: str
    days: str
    is_over: bool
    fact_id: int
    earlier: tuple[str, ...]


def around_views(read: Iterable[ReadAround], entered: Entered) -> tuple[AroundView, ...]:
    """A representative isn't told which other consents there are."""
    rows = list(read)
    names = names_of(one.writer_id for one in rows)
    return tuple(_around(one, names, tells_consents=entered.is_staff) for one in rows)


def effort_views(read: Iterable[ReadEffort]) -> tuple[EffortView, ...]:
    today = timezone.localdate()
    return tuple(
        EffortView(
            stay_id=one.stay_id,
            code=one.code,
            ordinal=one.ordinal,
            label=words.word(ParallelKind, one.code),
            days=span(one.started_on, one.ended_on),
            is_over=one.is_over(today),
            fact_id=one.fact_id,
            earlier=tuple(span(*held) for held in one.earlier),
        )
        for one in read
    )


def _around(one: ReadAround, names: dict[int, str], *, tells_consents: bool) -> AroundView:
    values = one.values
    written = [names.get(one.writer_id or 0, ""), words.moment(one.written_at)]
    if one.source:
        written.append(_("from %(authority)s") % {"authority": one.source})
    return AroundView(
        series=one.series,
        role=words.word(RoleAround, values.role),
        name=values.name,
        place=", ".join(part for part in (values.workplace, one.authority) if part),
        contact=values.contact,
        remark=values.remark,
        days=_days(values.from_on, values.until_on),
        is_called_to_sip=values.is_called_to_sip,
        agreed=tuple(_agreed(held) for held in one.agreed) if tells_consents else (),
        lacks_consent=tells_consents and bool(one.authority) and not one.agreed,
        is_forgotten=one.is_forgotten,
        written=" \u00b7 ".join(part for part in written if part),
    )


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first is not None:
        return span(first, last)
    return "" if last is None else _("To and including %(day)s") % {"day": last}


def _agreed(held: Agreed) -> AgreedView:
    what = ", ".join(words.word(DataCategory, one) for one in DataCategory.values if one in held.categories)
    told = (
        _("May be told: %(what)s, up to %(day)s") if held.is_told else _("May tell: %(what)s, up to %(day)s")
    )
    return AgreedView(held.consent_id, told % {"what": what, "day": held.last_on})
