"""The only place where the environment is read. Every name here stands in docs/operations.md (a test checks)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def path(name: str, default: Path) -> Path:
    value = os.environ.get(name)
    return Path(value).expanduser().resolve() if value else default


def data_dir() -> Path:
    """Folder of the embedded database, keys and written files."""
    return path("SAMSTEG_DATA", BASE_DIR / "var")


def flag(name: str, default: bool) -> bool:
    """`on` or `off`; anything else stops the start, so that a slip of the pen never opens a lock."""
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "on", "off"):
        raise ValueError(f"{name} must be on or off")
    return default if not value else value == "on"


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def names(name: str) -> list[str]:
    """A list split by commas."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def json_file(name: str) -> list[dict[str, Any]]:
    """The list of objects in the JSON file that the variable names; empty when it names none."""
    value = os.environ.get(name)
    if not value:
        return []
    found: list[dict[str, Any]] = json.loads(Path(value).read_text(encoding="utf-8"))
    return found
