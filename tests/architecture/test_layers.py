"""Foreign keys and imports point downward. The imports between packages are import-linter's contract."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
OURS = "samsteg."


def layers() -> dict[str, int]:
    """Layer number of each package, 0 lowest, as import-linter's contract in pyproject.toml has it."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rows = configuration["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(" ()"): number for number, row in enumerate(reversed(rows)) for name in row.split("|")}


def package(model: type[models.Model]) -> str | None:
    """The model's package under samsteg, None for the models of libraries."""
    module = model.__module__
    return module.split(".")[1] if module.startswith(OURS) else None


def wrong_direction(source: str | None, target: str | None) -> bool:
    """Whether a key from one package to another points upward or sideways."""
    if source is None or target is None or source == target:
        return False
    order = layers()
    return order[target] >= order[source]


def test_every_package_has_a_layer() -> None:
    packages = {path.parent.name for path in (ROOT / "samsteg").glob("*/__init__.py")}
    assert packages - set(layers()) == set()


def test_foreign_keys_point_downward() -> None:
    keys = [
        (model, field.remote_field.model)
        for model in apps.get_models()
        if package(model)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]
    assert len(keys) > 10
    wrong = {f"{a.__name__} -> {b.__name__}" for a, b in keys if wrong_direction(package(a), package(b))}
    assert wrong == set()


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("participants", "people", False),
        ("participants", "participants", False),
        ("participants", None, False),
        ("people", "participants", True),
        ("budget", "staffing", True),
    ],
)
def test_the_measure_of_direction_itself(source: str, target: str | None, wrong: bool) -> None:
    assert wrong_direction(source, target) is wrong


def late_imports(source: str) -> Iterator[int]:
    """Lines of imports inside functions, those of AppConfig.ready excepted."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready":
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def test_no_late_imports() -> None:
    late = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("samsteg", "config", "scripts", "bench", "demo", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for line in late_imports(path.read_text(encoding="utf-8"))
    ]
    assert late == []


def test_the_measure_of_late_imports_itself() -> None:
    source = "import a\ndef f():\n    import b\ndef ready(self):\n    from c import d\n"
    assert list(late_imports(source)) == [3]
