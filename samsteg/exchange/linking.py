"""Which rows are the same person: by the team's own id of the person, by personnummer, by what is stored."""

from __future__ import annotations

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
    """`group` names the person of each row; `person` is the stored person of a group; `torn` are rows that point two ways."""

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
    that stands in the file.
    """
    links = Links()
    for name, row in rows.items():
        links.join(_tokens(name, row, by_own_id, own_id_of, by_number))
    stored: dict[Token, set[int]] = {}
    for token in list(links.parent):
        if token[0] == "stored":
            stored.setdefault(links.root(token), set()).add(int(str(token[1])))
    torn_groups = {group for group, persons in stored.items() if len(persons) > 1}
    group = {name: links.root(("row", name)) for name in rows}
    return Linked(
        group=group,
        person={root: next(iter(persons)) for root, persons in stored.items() if len(persons) == 1},
        torn=frozenset(name for name, root in group.items() if root in torn_groups),
    )


def _tokens(
    name: str,
    row: RowPerson,
    by_own_id: Mapping[str, int],
    own_id_of: Mapping[int, str],
    by_number: Mapping[str, int],
) -> list[Token]:
    tokens: list[Token] = [("row", name)]
    named: set[int] = set()
    if row.own_id:
        tokens.append(("own", row.own_id))
        named |= {by_own_id[row.own_id]} if row.own_id in by_own_id else set()
    if row.number:
        tokens.append(("number", row.number))
        named |= {by_number[row.number]} if row.number in by_number else set()
    if row.stored is not None and _stays_with(row, named, own_id_of):
        named.add(row.stored)
    return tokens + [("stored", person) for person in sorted(named)]


def _stays_with(row: RowPerson, named: set[int], own_id_of: Mapping[int, str]) -> bool:
    """A stored stay keeps its person unless the file names another one."""
    if not row.names_someone or row.stored in named:
        return True
    if named:
        return False
    return own_id_of.get(row.stored or 0, "") in ("", row.own_id) or not row.own_id
