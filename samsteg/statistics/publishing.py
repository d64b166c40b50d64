"""Writing down what earlier reports printed. A correction closes the row that stood, and is a row of its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import Stamp, known_at, learning_moment, replace_facts
from samsteg.organisation.models import Team
from samsteg.statistics.indicators import find, indicator_for
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.published import PRINTED_UNITS
from samsteg.statistics.values import Period, Unit

KEY = ("figure", "period_from", "period_to", "ordinal")
VALUES = ("value", "decimals", "unit", "source", "is_code")
UNIT_OF: dict[Unit, str] = {
    Unit.MONTHS: "months",
    Unit.YEARS: "years",
    Unit.SHARE: "percent",
    Unit.SEK: "sek",
    Unit.PERSONS: "count",
    Unit.COUNT: "count",
}
MOST_DECIMALS = 4
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a report printed it. `figure` is a code, a label or other words; `value` keeps its decimals.

    `unit`: a code of PRINTED_UNITS; empty is the figure's own.
    """

    figure: str
    period: Period
    value: Decimal
    unit: str = ""
    source: str = ""


def published_rows(actor: Actor, team: Team) -> list[PublishedFigure]:
    """What stands now, newest period first. Raises PermissionRefused."""
    require(actor, "figures.view", team)
    rows = PublishedFigure.objects.filter(known_at(), team_id=team.pk)
    return list(rows.order_by("-period_to", "-period_from", "figure", "ordinal"))


def published_row(actor: Actor, team: Team, row_id: int) -> PublishedFigure:
    """Raises NotVisible for what doesn't stand now, PermissionRefused."""
    require(actor, "figures.publish", team)
    row = PublishedFigure.objects.filter(known_at(), team_id=team.pk, pk=row_id).first()
    if row is None:
        raise NotVisible
    return row


@transaction.atomic
def save_published(*, actor: Actor, team: Team, printed: Printed, instead_of: int | None = None) -> str:
    """Stores what was printed, instead of a row that stands when `instead_of` names one. Returns the figure stored.

    A figure that the registry doesn't know is kept in its own words. Several values of one figure and period are all
    kept. Raises Refused for a value or unit that can't be, NotVisible when the row no longer stands, PermissionRefused.
    """
    require(actor, "figures.publish", team)
    _check(printed)
    stamp = _stamp(actor, team)
    before = published_row(actor, team, instead_of) if instead_of is not None else None
    code = find(printed.figure)
    figure = code or " ".join(printed.figure.split())
    place = (figure, printed.period.first, printed.period.last)
    own = _key(before) if before is not None else None
    at = (
        own if own is not None and own[:3] == place else (*place, _next_ordinal(team, figure, printed.period))
    )
    values = (
        printed.value,
        _decimals(printed.value),
        printed.unit or _unit(code),
        printed.source,
        code is not None,
    )
    desired: dict[tuple[object, ...], tuple[object, ...] | None] = {at: values}
    if own is not None and own != at:
        desired[own] = None
    _replace(team, desired, stamp)
    return figure


@transaction.atomic
def take_away_published(*, actor: Actor, team: Team, row_id: int) -> Printed:
    """The row no longer stands; history keeps it. Returns it, so that it can be brought back.

    Raises NotVisible for what doesn't stand now, PermissionRefused.
    """
    require(actor, "figures.publish", team)
    stamp = _stamp(actor, team)
    row = published_row(actor, team, row_id)
    _replace(team, {_key(row): None}, stamp)
    return _printed(row)


@transaction.atomic
def bring_back_published(*, actor: Actor, team: Team, row_id: int) -> None:
    """Undoes `take_away_published`; once is enough, however often it is asked for.

    Raises NotVisible for what isn't the team's, PermissionRefused.
    """
    require(actor, "figures.publish", team)
    row = PublishedFigure.objects.filter(team_id=team.pk, pk=row_id).first()
    if row is None:
        raise NotVisible
    at, values = _key(row), tuple(getattr(row, name) for name in VALUES)
    standing = PublishedFigure.objects.filter(
        known_at(), team_id=team.pk, **dict(zip(KEY, at, strict=True))
    ).first()
    if standing is not None and tuple(getattr(standing, name) for name in VALUES) != values:
        at = (*at[:3], _next_ordinal(team, row.figure, Period(row.period_from, row.period_to)))
    _replace(team, {at: values}, _stamp(actor, team))


def _printed(row: PublishedFigure) -> Printed:
    value = row.value.quantize(Decimal(1).scaleb(-row.decimals))
    return Printed(row.figure, Period(row.period_from, row.period_to), value, row.unit, row.source)


def _stamp(actor: Actor, team: Team) -> Stamp:
    moment = learning_moment(team.pk)
    source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE)
    return Stamp(moment, actor.user_id, source.pk)


def _replace(team: Team, desired: dict[tuple[object, ...], tuple[object, ...] | None], stamp: Stamp) -> None:
    replace_facts(
        PublishedFigure.objects.all(), team_id=team.pk, key=KEY, values=VALUES, desired=desired, stamp=stamp
    )


def _key(row: PublishedFigure) -> tuple[object, ...]:
    return row.figure, row.period_from, row.period_to, row.ordinal


def _next_ordinal(team: Team, figure: str, period: Period) -> int:
    standing = PublishedFigure.objects.filter(
        known_at(), team_id=team.pk, figure=figure, period_from=period.first, period_to=period.last
    )
    return int(standing.aggregate(most=Max("ordinal"))["most"] or 0) + 1


def _check(printed: Printed) -> None:
    if not printed.figure.strip() or len(printed.figure) > 200:
        raise Refused(_("Say which figure it is, in at most 200 characters."))
    if printed.unit and printed.unit not in PRINTED_UNITS:
        raise Refused(_("Choose the unit among: %(units)s.") % {"units": ", ".join(PRINTED_UNITS.values())})
    if (
        not printed.value.is_finite()
        or abs(printed.value) >= LARGEST
        or _decimals(printed.value) > MOST_DECIMALS
    ):
        raise Refused(_("Write the value with at most four decimals."))
    if len(printed.source) > 300:
        raise Refused(_("Write the source in at most 300 characters."))


def _decimals(value: Decimal) -> int:
    """As printed: 4,50 has two."""
    return max(0, -int(value.as_tuple().exponent))


def _unit(code: str | None) -> str:
    return UNIT_OF.get(indicator_for(code).unit, "") if code else ""
