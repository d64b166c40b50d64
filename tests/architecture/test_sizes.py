"""Rooms that one person can overlook: sizes of files, functions and classes (architecture.md, "Gates in CI")."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
MEDIAN_FILE_LINES = 100
TEST_FILE_LINES = 500
FUNCTION_LINES = 40
CLASS_LINES = 250
SOURCE_FOLDERS = ("samsteg", "config", "scripts", "bench", "demo")


def files_in(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(source: str) -> Iterator[str]:
    """Functions and classes of a module that are longer than agreed; decorators are not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = FUNCTION_LINES
        elif isinstance(node, ast.ClassDef):
            limit = CLASS_LINES
        else:
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > limit:
            yield f"{node.name} (line {node.lineno}): {length} lines, at most {limit}"


def test_there_is_something_to_measure() -> None:
    assert len(files_in("samsteg")) > 20
    assert len(files_in("tests")) > 3


@pytest.mark.parametrize(("folders", "limit"), [(SOURCE_FOLDERS, FILE_LINES), (("tests",), TEST_FILE_LINES)])
def test_files(folders: tuple[str, ...], limit: int) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files_in(*folders)
        if (lines := line_count(path)) > limit
    }
    assert long == {}


def test_median_file() -> None:
    lengths = [lines for path in files_in("samsteg", "config") if (lines := line_count(path))]
    assert statistics.median(lengths) <= MEDIAN_FILE_LINES


def test_functions_and_classes() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in files_in(*SOURCE_FOLDERS)
        for found in too_long(path.read_text(encoding="utf-8"))
    ]
    assert long == []


@pytest.mark.parametrize(("lines", "found"), [(FUNCTION_LINES, 0), (FUNCTION_LINES + 1, 1)])
def test_the_measure_itself(lines: int, found: int) -> None:
    source = "def f():\n" + "    pass\n" * (lines - 1)
    assert len(list(too_long(source))) == found
