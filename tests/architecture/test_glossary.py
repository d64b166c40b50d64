"""docs/glossary.md and the code speak the same words (architecture.md, rule 9)."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
WORDS_HEAD = ["Svenska", "I koden", "Betyder", "Källa", "Sedan"]
BANNED_HEAD = ["Word", "Write instead", "Why"]
NAME = re.compile(r"`([^`]+)`")
# Names of other people's programs, and the verb for writing a projection (docs/adr/0004).
ALLOWED = {"client": {"http_client", "AXES_CLIENT_IP_CALLABLE"}, "project": {"project", "ProjectState"}}


def table(head: list[str]) -> list[list[str]]:
    """Rows of the glossary's table with this head."""
    lines = iter(GLOSSARY.read_text().splitlines())
    rows: list[list[str]] = []
    for line in lines:
        if cells(line) == head:
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return rows
                rows.append(cells(row))
    return rows


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def names_in(node: ast.AST) -> list[str]:
    """Every name that the code itself gives or uses at this node."""
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return [node.name]
        case ast.Name():
            return [node.id]
        case ast.Attribute():
            return [node.attr]
        case ast.arg():
            return [node.arg]
        case ast.keyword():
            return [node.arg] if node.arg else []
    return []


@cache
def source() -> dict[Path, ast.Module]:
    files = [*ROOT.glob("samsteg/**/*.py"), *ROOT.glob("config/**/*.py")]
    return {file: ast.parse(file.read_text()) for file in files}


@cache
def identifiers() -> dict[str, str]:
    """Name -> one place where it stands."""
    found: dict[str, str] = {}
    for file, tree in source().items():
        for node in ast.walk(tree):
            for name in names_in(node):
                found.setdefault(name, f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}")
    return found


@cache
def classes() -> set[str]:
    trees = source().values()
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@cache
def used_words() -> set[str]:
    """Names, codes in strings (without blanks, so no prose) and folders, also in parts: a_b_c holds b_c."""
    whole = set(identifiers()) | {part for file in source() for part in file.relative_to(ROOT).parts}
    for tree in source().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
                whole.update(re.split(r"\W+", node.value))
    return whole | {part for name in whole for part in runs(name)}


def runs(name: str) -> list[str]:
    """All neighbouring words of a name, in lower case: ExitReason -> exit, reason, exit_reason."""
    words = split(name)
    return ["_".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def split(name: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word for word in apart.lower().split("_") if word]


def banned_words() -> list[str]:
    return [word for row in table(BANNED_HEAD) for word in NAME.findall(row[0])]


def holds(name: str, banned: str) -> bool:
    """Whether the name is, or has as neighbouring words, the banned word or its plural."""
    return any(run in (banned, f"{banned}s") for run in runs(name))


def test_the_tables_are_there() -> None:
    assert len(table(WORDS_HEAD)) > 60
    assert {"client", "measure", "project", "waiting_list", "dropout"} <= set(banned_words())


def test_every_row_is_whole() -> None:
    faults = [
        row[0]
        for row in table(WORDS_HEAD)
        if len(row) != 5
        or not all(row)
        or not NAME.search(row[1])
        or not row[2].endswith(".")
        or not re.fullmatch(r"\d+\.\d+|kommer", row[4])
    ]
    assert faults == []


def test_no_term_and_no_name_has_two_rows() -> None:
    rows = table(WORDS_HEAD)
    terms = [term.strip() for row in rows for term in row[0].split(",")]
    names = [name for row in rows for name in NAME.findall(row[1])]
    assert sorted(terms) == sorted(set(terms))
    assert sorted(names) == sorted(set(names))


def test_names_are_english_ascii() -> None:
    assert [name for name in identifiers() if not name.isascii()] == []


def test_what_the_glossary_says_is_in_the_code_is_there() -> None:
    missing = [
        f"{row[0]}: {name}"
        for row in table(WORDS_HEAD)
        if row[4] != "kommer"
        for name in NAME.findall(row[1])
        if name not in (classes() if re.match(r"[A-Z][a-z]", name) else used_words())
    ]
    assert missing == []


def test_every_model_has_a_row() -> None:
    """A new model is a new word: it gets its Swedish term before it is merged."""
    explained = {name for row in table(WORDS_HEAD) for name in NAME.findall(row[1])}
    parts = {"PersonDetail", "StayDetail"}  # said by the row of the whole
    assert models() - explained - parts == set()


def models() -> set[str]:
    """Classes of the apps' models.py that Django makes tables for."""
    found = set()
    for file, tree in source().items():
        if file.name == "models.py":
            found |= {node.name for node in tree.body if isinstance(node, ast.ClassDef) and is_model(node)}
    return found


def is_model(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return bool(bases & {"Model", "Fact", "AbstractUser"})


@pytest.mark.parametrize("banned", banned_words())
def test_no_name_in_the_code_holds_a_banned_word(banned: str) -> None:
    allowed = ALLOWED.get(banned, set())
    used = [
        f"{name} ({place})"
        for name, place in identifiers().items()
        if holds(name, banned) and name not in allowed
    ]
    assert used == []


@pytest.mark.parametrize(
    ("name", "banned", "found"),
    [
        ("client", "client", True),
        ("clients", "client", True),
        ("the_client_name", "client", True),
        ("ClientForm", "client", True),
        ("projection", "project", False),
        ("stay_projection", "project", False),
        ("WAITING_LIST", "waiting_list", True),
        ("waiting", "waiting_list", False),
        ("measured", "measure", False),
        ("HTTPClient", "client", True),
    ],
)
def test_the_search_finds_words_not_letters(name: str, banned: str, found: bool) -> None:
    assert holds(name, banned) is found
