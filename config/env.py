"""The only place where the environment is read. Every name here stands in docs/operations.md (a test checks)."""

from __future__ import annotations

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def path(name: str, default: Path) -> Path:
    value = os.environ.get(name)
    return Path(value).expanduser().resolve() if value else default


def data_dir() -> Path:
    """Folder of the embedded database, keys and written files."""
    return path("SAMSTEG_DATA", BASE_DIR / "var")
