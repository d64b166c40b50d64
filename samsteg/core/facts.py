"""Facts dated twice: when they hold is the business of each model, when we learnt it stands here.

Source: the agreement's "Known as of" (docs/adr/0004). A correction writes a new row and closes the old one; nothing
is overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.core.bulk import insert_rows

F_ = TypeVar("F_", bound="Fact")
M_ = TypeVar("M_", bound=models.Model)
Values = tuple[object, ...]
FEW = 1000  # more ids than this don't go into one statement's list
TEAM_LOCK = 7_003_121  # first key of the advisory locks, so that they clash with no one else's


# The same as `known_at` for statements written by hand; takes the parameter `known_at` (None means now).
KNOWN_AT = (
    "recorded_at <= coalesce(%(known_at)s::timestamptz, 'infinity')"
    " AND (superseded_at IS NULL OR superseded_at > %(known_at)s::timestamptz)"
)


def known_at(moment: dt.datetime | None = None) -> Q:
    """Rows that stood as true at `moment` (aware); None means now."""
    if moment is None:
        return Q(superseded_at__isnull=True)
    return Q(recorded_at__lte=moment) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment))


def learning_moment(team_id: int) -> dt.datetime:
    """Locks the team's facts until the transaction ends and returns the moment (aware) that its new facts are learnt.

    All facts of one save share it, so that no `as_of` falls in the middle. The lock keeps the moments of two savers in
    the order of their commits; the clock is read after the lock is held.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TEAM_LOCK, team_id])
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


class Fact(models.Model):
    """Abstract: one thing we know, with the moment we learnt it and the moment it was replaced."""

    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)
    source_id = models.BigIntegerField(null=True)  # audit.Source; no foreign key, as all that points to audit

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_replaced_after_learnt",
            )
        ]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all facts of one save share: the moment they are learnt, by whom, from where."""

    moment: dt.datetime
    actor_id: int
    source_id: int | None


def among(rows: models.QuerySet[M_], field: str, ids: Collection[object]) -> models.QuerySet[M_]:
    """`rows` whose `field` is one of `ids`; all of them when the ids are many (a team's own rows are few enough)."""
    return rows.filter(**{f"{field}__in": list(ids)}) if len(ids) <= FEW else rows


def _as_kept(
    model: type[models.Model], names: Sequence[str], desired: Mapping[Values, Values | None]
) -> Mapping[Values, Values | None]:
    """`desired` as the database keeps it: a decimal with more places than its field has would differ for ever."""
    fields = {place: model._meta.get_field(name) for place, name in enumerate(names)}
    units = {
        place: Decimal(1).scaleb(-field.decimal_places)
        for place, field in fields.items()
        if isinstance(field, models.DecimalField)
    }

    def kept(place: int, value: object) -> object:
        return (
            value.quantize(units[place], ROUND_HALF_UP)
            if isinstance(value, Decimal) and place in units
            else value
        )

    if not units:
        return desired
    return {at: want and tuple(kept(*one) for one in enumerate(want)) for at, want in desired.items()}


def replace_facts(
    rows: models.QuerySet[F_],
    *,
    team_id: int,
    key: Sequence[str],
    values: Sequence[str],
    desired: Mapping[Values, Values | None],
    stamp: Stamp,
) -> int:
    """Makes the current facts among `rows` what is desired and returns how many keys changed.

    `desired` maps the values of the `key` fields to the values of the `values` fields, or to None for "no longer so".
    What differs is closed at the stamp's moment and written anew; what is equal stays untouched, so the same call twice
    changes nothing. Keys that are not mentioned are left alone.
    """
    current = rows.filter(team_id=team_id, superseded_at__isnull=True)
    known = {
        tuple(row[1 : 1 + len(key)]): (row[0], tuple(row[1 + len(key) :]))
        for row in current.values_list("pk", *key, *values)
    }
    wanted = _as_kept(rows.model, values, desired)
    changed = {at: want for at, want in wanted.items() if (known[at][1] if at in known else None) != want}
    closed = [known[at][0] for at in changed if at in known]
    for start in range(0, len(closed), FEW):
        current.filter(pk__in=closed[start : start + FEW]).update(superseded_at=stamp.moment)
    stamped = {"recorded_at": stamp.moment, "recorded_by_id": stamp.actor_id, "source_id": stamp.source_id}
    insert_rows(
        rows.model,
        (*key, *values),
        ((*at, *want) for at, want in changed.items() if want is not None),
        same={"team_id": team_id, **stamped},
    )
    return len(changed)
