"""Reading the papers on security: tables of Markdown, and whether what they name as proof is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECURITY = ROOT / "docs" / "security"
TEST = re.compile(r"`(tests/[\w/]+(?:\.py)?)((?:::\w+)*)`")  # a file or folder, then perhaps ::Class::test
IN_FILE = re.compile(r"`([\w./-]+)`: `([^`]+)`")  # a file of ours, then text that stands in it
LINK = re.compile(r"\]\(([^)\s]+)\)")


def rows(text: str, *head: str) -> list[list[str]]:
    """Cells of all tables that have exactly this head."""
    found, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            inside = False
        elif cells == list(head):
            inside = True
        elif inside and not all(set(cell) <= {"-", ":"} for cell in cells):
            found.append(cells)
    return found


@cache
def tests_of(file: Path) -> frozenset[str]:
    """`test_a` and `TestB::test_c`, and the classes themselves."""
    found: set[str] = set()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
            found |= {f"{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return frozenset(found)


def missing_proofs(text: str) -> list[str]:
    """Tests, texts in files and links that are named and aren't there."""
    missing = []
    for place, name in TEST.findall(text):
        path = ROOT / place
        is_there = path.is_file() or any(path.glob("test_*.py"))
        if not is_there or (name and name.removeprefix("::") not in tests_of(path)):
            missing.append(f"{place}{name}")
    for place, words in IN_FILE.findall(text):
        if not (ROOT / place).is_file() or words not in (ROOT / place).read_text():
            missing.append(f"{place}: {words}")
    return missing + [link for link in LINK.findall(text) if not is_linked(link)]


def is_linked(link: str) -> bool:
    """A paper beside, and a heading in it where one is named."""
    place, _hash, anchor = link.partition("#")
    path = SECURITY / place
    if not path.is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return not anchor or anchor in {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings
    }


def has_proof(cell: str) -> bool:
    return bool(TEST.search(cell) or IN_FILE.search(cell) or LINK.search(cell))
