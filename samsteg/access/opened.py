"""What of a person's record an actor may read: decided by where each item comes from, category by category.

The team's own record (an item without source) is the controller's. Where the team has one controller, items that name
it as their source are the team's own too; of several controllers each keeps its own. Team staff read the own record of
whom they see; all else takes a consent of that very source, to that very reader, for that very category: what one
authority was let know it passes on to nobody. A representative reads what comes from the own authority, and of the rest
what a consent to that authority opens: to represent the controller opens nothing of the team's own record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent, ConsentRecipient
from samsteg.access.enums import DataCategory, Ground
from samsteg.access.querysets import (
    NOTHING,
    OF_REPRESENTATIVES,
    OF_STAFF,
    Rows,
    represented,
    visible_persons,
)
from samsteg.access.selectors import ground_columns, grounds_among
from samsteg.core.actor import Actor
from samsteg.organisation.models import ControllerDecision, Team
from samsteg.people.models import Person

Source = int | None  # an authority's id; None for the team's own record


@dataclass(frozen=True, slots=True)
class _Items:
    """How the rows asked for name what decides."""

    team: str
    person: str
    source: str
    category: str
    about_two: str

    def are_own(self) -> Q:
        """The team's own record: without source, or from the team's one controller."""
        return Q(**{f"{self.source}__isnull": True}) | Q(
            **{self.source: Subquery(_one_controller(self.team))}
        )

    def opened(self, to: Q) -> Q:
        """A consent in force that lets these recipients know. What is about two people takes both signatures."""
        given = Consent.objects.filter(
            in_force(),
            to,
            kind=ConsentKind.SECRECY,
            team_id=OuterRef(self.team),
            person_id=OuterRef(self.person),
            categories__contains=[OuterRef(self.category)],
        )
        opened = self._from_source(given)
        if self.about_two:
            opened &= Q(**{self.about_two: False}) | self._from_source(given.filter(is_about_two=True))
        return opened

    def _from_source(self, given: QuerySet[Consent]) -> Q:
        same = Q(Exists(given.filter(source_authority_id=OuterRef(self.source))))
        return same | (self.are_own() & Q(Exists(given.filter(source_authority__isnull=True))))


def visible_items(
    actor: Actor,
    *,
    team_field: str = "team_id",
    person_field: str = "person_id",
    source_field: str = "source_authority_id",
    category_field: str = "category",
    about_two_field: str = "",
    named: bool = False,
) -> Q:
    """Condition on rows that tell something of a person: whose person the actor sees, and that the actor may read.

    `source_field` is an authority's id, empty for the team's own record; `category_field` a DataCategory;
    `about_two_field`, where there is one, says that the item tells of a second person too. `named` as in
    `visible_persons`: for the page of one person alone.
    """
    items = _Items(team_field, person_field, source_field, category_field, about_two_field)
    return _as_staff(actor, items, named) | _as_representative(actor, items)


def _as_staff(actor: Actor, items: _Items, named: bool) -> Q:
    seen = visible_persons(
        actor, team_field=items.team, person_field=items.person, grounds=OF_STAFF, named=named
    )
    return seen & (items.are_own() | items.opened(Q(to_team=True)))


def _as_representative(actor: Actor, items: _Items) -> Q:
    seen = visible_persons(
        actor, team_field=items.team, person_field=items.person, grounds=OF_REPRESENTATIVES
    )
    read = [
        Q(**{items.team: team_id})
        & (
            Q(**{f"{items.source}__in": sorted(ids)})
            | items.opened(Q(recipients__authority_id__in=sorted(ids)))
        )
        for team_id, ids in represented(actor).items()
    ]
    return seen & reduce(or_, read, NOTHING)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the actor may read of one person's record: whole sources, and categories of others by consent.

    `of_two` are the categories that consents with both signatures open.
    """

    whole: frozenset[Source] = frozenset()
    by_source: Mapping[Source, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    of_two: Mapping[Source, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    grounds: tuple[Ground, ...] = ()

    def __hash__(self) -> int:
        return hash(
            (self.whole, frozenset(self.by_source.items()), frozenset(self.of_two.items()), self.grounds)
        )

    def reads(self, source: Source, category: str, *, about_two: bool = False) -> bool:
        """As `visible_items` answers for an item."""
        return source in self.whole or category in (self.of_two if about_two else self.by_source).get(
            source, ()
        )

    def of_source(self, source: Source) -> frozenset[str]:
        """The categories that may be read of what comes from the source (None: the team's own record)."""
        return frozenset(DataCategory) if source in self.whole else self.by_source.get(source, frozenset())

    def items(
        self,
        source_field: str = "source_authority_id",
        category_field: str = "category",
        about_two_field: str = "",
    ) -> Q:
        """Condition on this person's items: those that `reads` answers yes for. Cheaper than `visible_items`."""
        whole = [self._of(source_field, source) for source in self.whole]
        some = []
        for source, held in self.by_source.items():
            in_part = Q(**{f"{category_field}__in": sorted(held)})
            if about_two_field:
                both = sorted(self.of_two.get(source, ()))
                in_part &= Q(**{about_two_field: False})
                in_part |= Q(**{about_two_field: True, f"{category_field}__in": both})
            some.append(self._of(source_field, source) & in_part)
        return reduce(or_, (*whole, *some), NOTHING)

    @staticmethod
    def _of(source_field: str, source: Source) -> Q:
        return Q(**{f"{source_field}__isnull": True}) if source is None else Q(**{source_field: source})

    @property
    def is_empty(self) -> bool:
        return not self.whole and not any(self.by_source.values())


def opened_columns(actor: Actor, rows: Rows) -> dict[str, Any]:
    """Columns to read along with rows that have a person, for `opened_among`: why it is seen, and what opens it."""
    own = sorted({pk for ids in represented(actor).values() for pk in ids})
    reaches = ConsentRecipient.objects.filter(consent_id=OuterRef("pk"), authority_id__in=own)
    given = Consent.objects.filter(in_force(), **rows.same, kind=ConsentKind.SECRECY)
    told = JSONObject(
        source="source_authority_id",
        held="categories",
        of_two="is_about_two",
        to_team="to_team",
        to_own=Exists(reaches) if own else Value(False),
    )
    deciders = ControllerDecision.objects.filter(team_id=OuterRef(rows.team_field)).order_by("controller_id")
    return {
        **ground_columns(actor, rows),
        "opening_consents": ArraySubquery(given.order_by("pk").values(told=told)),
        "deciders": ArraySubquery(deciders.values("controller_id").distinct()),
    }


def opened_among(actor: Actor, team: Team, held: Mapping[str, Any]) -> Opened:
    """What may be read, by the values of `opened_columns`."""
    found = grounds_among(held)
    grounds = frozenset(found)
    if not grounds:
        return Opened()
    own = represented(actor).get(team.pk, frozenset()) if grounds & OF_REPRESENTATIVES else frozenset()
    is_staff = bool(grounds & OF_STAFF)
    controller: Source = held["deciders"][0] if len(held["deciders"]) == 1 else None
    whole: set[Source] = {*own, *({None, controller} if is_staff else ())}
    given = [
        (one["source"], one["held"], one["of_two"])
        for one in held["opening_consents"]
        if (is_staff and one["to_team"]) or (own and one["to_own"])
    ]
    return Opened(
        whole=frozenset(whole),
        by_source=_by_source(((source, held) for source, held, _two in given), controller),
        of_two=_by_source(((source, held) for source, held, two in given if two), controller),
        grounds=found,
    )


def opened_categories(actor: Actor, team: Team, person_id: int) -> Opened:
    """For the page of one person; empty for who isn't the actor's to see."""
    asked = opened_columns(actor, Rows(person_field="pk"))
    held = Person.objects.filter(team_id=team.pk, pk=person_id).annotate(**asked).values(*asked).first()
    return opened_among(actor, team, held or {})


def categories_open_to(
    team: Team, person_id: int, authority_ids: Collection[int]
) -> dict[int, frozenset[str]]:
    """By authority, the categories of the team's own record that consents in force let it know.

    The caller has seen that the person's record is the actor's to read whole.
    """
    given = Consent.objects.filter(
        in_force(),
        team=team,
        person_id=person_id,
        kind=ConsentKind.SECRECY,
        recipients__authority_id__in=list(authority_ids),
    )
    own = Q(source_authority__isnull=True) | Q(source_authority_id=one_controller(team))
    found: dict[int, set[str]] = {pk: set() for pk in authority_ids}
    for authority_id, categories in given.filter(own).values_list("recipients__authority_id", "categories"):
        found[authority_id].update(categories)
    return {pk: frozenset(held) for pk, held in found.items()}


def _by_source(
    given: Iterable[tuple[Source, list[str]]], controller: Source
) -> Mapping[Source, frozenset[str]]:
    found: dict[Source, set[str]] = defaultdict(set)
    for source, categories in given:
        found[source].update(categories)
        if source is None and controller is not None:
            found[controller].update(categories)
    return MappingProxyType({source: frozenset(held) for source, held in found.items()})


def one_controller(team: Team) -> int | None:
    """The authority that alone answers for the team's records; None where nobody or several do."""
    held = ControllerDecision.objects.filter(team=team).values_list("controller_id", flat=True)
    found = set(held)
    return found.pop() if len(found) == 1 else None


def _one_controller(team_field: str) -> QuerySet[Any, Any]:
    of_team = ControllerDecision.objects.filter(team_id=OuterRef(team_field)).order_by().values("team_id")
    return of_team.annotate(held=Count("pk"), one=Min("controller_id")).filter(held=1).values("one")
