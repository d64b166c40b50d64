"""Whatever page may end a stay, or take an end back, lets the groups follow in the same function.

The layer of participants, where stays end, doesn't know of groups: so each page that takes such a step calls for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLLOWS = "follow_stays"
# Services of participants by which a stay or a referral ends, begins anew, or has its days moved.
ENDS = frozenset({"take_step", "undo_step", "correct_stay", "hold_visit", "note_visit"})


def names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def functions(text: str) -> Iterator[tuple[str, set[str]]]:
    """By name, with every name that stands in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield node.name, names_in(node)


def forgetful(text: str) -> list[str]:
    return [name for name, used in functions(text) if used & ENDS and FOLLOWS not in used]


def test_every_page_that_ends_a_stay_lets_the_groups_follow() -> None:
    files = {path: path.read_text() for path in (ROOT / "samsteg" / "web").rglob("*.py")}
    used = {name for text in files.values() for _name, names in functions(text) for name in names & ENDS}
    assert used == ENDS  # a service by another name is to be written here
    assert {
        str(path.relative_to(ROOT)): found for path, text in files.items() if (found := forgetful(text))
    } == {}


def test_it_finds_the_one_that_forgets() -> None:
    assert forgetful("def a():\n    take_step()\n") == ["a"]
    assert forgetful("def a():\n    tried(lambda: hold_visit())\n    follow_stays()\n") == []
