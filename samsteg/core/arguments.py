"""The arguments of a kept question in two parts: what its text may depend on, and the ids that are put into it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from samsteg.core.actor import Actor

Id = int | uuid.UUID
PutIn = Id | dt.datetime
Ids = Mapping[str, Any]
Again = Callable[[Ids], Any]


@dataclass(frozen=True, slots=True)
class Arguments:
    """`shape` is the same for calls that have the same text; `ids` are those of this call, by name."""

    shape: Hashable
    ids: Ids
    again: tuple[tuple[str, Again], ...]

    @classmethod
    def of(cls, given: tuple[Any, ...], named: Mapping[str, Any]) -> Arguments:
        ids: dict[str, Any] = {}
        teams: dict[int, str] = {}  # of the actors before: the name of each
        shapes: list[Hashable] = []
        again: list[tuple[str, Again]] = []
        for number, (name, value) in enumerate([("", one) for one in given] + list(named.items())):
            shape, others = _part(f"a{number}", value, ids, teams)
            shapes.append((name, shape))
            again.append((name, others))
        return cls(tuple(shapes), ids, tuple(again))

    def with_ids(self, ids: Ids) -> tuple[list[Any], dict[str, Any]]:
        """The same arguments with other ids."""
        made = [(name, again(ids)) for name, again in self.again]
        return [value for name, value in made if not name], {name: value for name, value in made if name}


def _part(place: str, value: Any, ids: dict[str, Any], teams: dict[int, str]) -> tuple[Hashable, Again]:
    """Adds the ids of one argument. Returns its shape, and how it is made again with other ids."""
    if isinstance(value, Actor):
        return _part_of_actor(place, value, ids, teams)
    if isinstance(value, models.Model):
        name, model = teams.get(value.pk, place), value.__class__  # of a lazy one too
        ids[name] = value.pk
        return (model, name), lambda others: model(pk=others[name])
    if type(value) in (int, uuid.UUID):
        ids[place] = value
        return type(value).__name__, lambda others: others[place]
    return value, lambda _others: value


def _part_of_actor(
    place: str, actor: Actor, ids: dict[str, Any], teams: dict[int, str]
) -> tuple[Hashable, Again]:
    """An actor with other ids governs nothing and holds no office, so it can only see less."""
    own = {pk: f"{place}team{number}" for number, pk in enumerate(actor.team_ids)}
    held = sorted({one for pk in own for one in actor.authorities.get(pk, ())})
    authorities = {pk: f"{place}authority{number}" for number, pk in enumerate(held)}
    user = f"{place}user"
    ids |= {user: actor.user_id} | {name: pk for names in (own, authorities) for pk, name in names.items()}
    teams |= own
    access = {name: actor.team_access[pk] for pk, name in own.items() if pk in actor.team_access}
    roles = {name: actor.roles[pk] for pk, name in own.items()}
    speaks_for = {
        name: frozenset(authorities[one] for one in actor.authorities[pk])
        for pk, name in own.items()
        if pk in actor.authorities
    }

    def again(others: Ids) -> Actor:
        return Actor(
            user_id=others[user],
            username="",
            roles={others[name]: codes for name, codes in roles.items()},
            team_access={others[name]: rule for name, rule in access.items()},
            authorities={
                others[name]: frozenset(others[one] for one in names) for name, names in speaks_for.items()
            },
        )

    shape = (Actor, *(tuple(sorted(part.items())) for part in (roles, access, speaks_for)))
    return shape, again
