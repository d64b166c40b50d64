"""Which rows are the same person: by the team's own id of the person, by personnummer, by what is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Token = tuple[str, object]


@dataclass(slots=True)
class Links:
    """A union-find over tokens; a group is one person."""

    parent: dict[Token, Token] = field(default_factory=dict)

    def root(self, token: Token) -> Token:
        self.parent.setdefault(token, token)
        while self.parent[token] != token:
            self.parent[token] = self.parent[self.parent[token]]
            token = self.parent[token]
        return token

    def join(self, tokens: Iterable[Token]) -> None:
        first, *rest = (self.root(token) for token in tokens)
        for other in rest:
            self.parent[self.root(other)] = self.root(first)


@dataclass(frozen=True, slots=True)
class RowPerson:
    """What a row says about whose it is; `stored` is the person of the stay as stored."""

    own_id: str
    number: str | None
    stored: int | None
    names_someone: bool  # the file itself gives a Person or a personnummer


@dataclass(frozen=True, slots=True)
class Linked:
    """`group` names the person of each row, `person` the stored person of a group; `torn` rows point two ways."""

    group: Mapping[str, Token]
    person: Mapping[Token, int]
    torn: frozenset[str]


def link(
    rows: Mapping[str, RowPerson],
    *,
    by_own_id: Mapping[str, int],
    own_id_of: Mapping[int, str],
    by_number: Mapping[str, int],
) -> Linked:
    """Groups rows (named by the stay's own id) into persons.

    `by_own_id` and `own_id_of` are the stored persons' own ids both ways, `by_number` the stored persons with a number
    that stands in the file. A person that the file names wins over the one a stay is stored with; of several that are
    stored without being told apart, the first is kept.
    """
    links = Links()
    named: dict[str, set[int]] = {}
    kept: dict[str, int] = {}
    for name, row in rows.items():
        named[name] = _named(row, by_own_id, by_number)
        if row.stored is not None and _stays_with(row, named[name], own_id_of):
            kept[name] = row.stored
        links.join(_tokens(name, row, named[name] | {kept[name]} if name in kept else named[name]))
    group = {name: links.root(("row", name)) for name in rows}
    return _linked(links, group, named, kept)


def _linked(
    links: Links, group: Mapping[str, Token], named: Mapping[str, set[int]], kept: Mapping[str, int]
) -> Linked:
    told: dict[Token, set[int]] = defaultdict(set)
    candidates: dict[Token, set[int]] = defaultdict(set)
    for name, root in group.items():
        told[root] |= named[name]
        candidates[root] |= {kept[name]} if name in kept else set()
    own_ids = Counter(links.root(token) for token in list(links.parent) if token[0] == "own")
    torn = {root for root in set(group.values()) if len(told[root]) > 1 or own_ids[root] > 1}
    person = {
        root: min(told[root] or candidates[root])
        for root in set(group.values())
        if told[root] or candidates[root]
    }
    return Linked(
        group=group, person=person, torn=frozenset(name for name, root in group.items() if root in torn)
    )


def _named(row: RowPerson, by_own_id: Mapping[str, int], by_number: Mapping[str, int]) -> set[int]:
    """The stored persons that the row's own id and number point to."""
    found = (by_own_id.get(row.own_id), by_number.get(row.number or ""))
    return {person for person in found if person is not None}


def _tokens(name: str, row: RowPerson, persons: set[int]) -> list[Token]:
    tokens: list[Token] = [("row", name), *(("stored", person) for person in sorted(persons))]
    if row.own_id:
        tokens.append(("own", row.own_id))
    if row.number:
        tokens.append(("number", row.number))
    return tokens


def _stays_with(row: RowPerson, named: set[int], own_id_of: Mapping[int, str]) -> bool:
    """A stored stay keeps its person unless the file names another one."""
    if not row.names_someone or row.stored in named:
        return True
    if named:
        return False
    return own_id_of.get(row.stored or 0, "") in ("", row.own_id) or not row.own_id
