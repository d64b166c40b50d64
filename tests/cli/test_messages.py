"""Both languages are complete: every text has its Swedish, and what is compiled is what is written."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override


def test_the_translations_are_complete_and_compiled(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("messages", check=True)
    except CommandError:
        pytest.fail(capfd.readouterr().err)


def test_the_compiled_file_is_the_one_that_is_used() -> None:
    with override("sv"):
        assert gettext("Sign in with:") == "Logga in med:"
    with override("en"):
        assert gettext("Sign in with:") == "Sign in with:"


def test_it_says_what_is_missing_without_the_development_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="make dev"):
        call_command("messages")


def test_a_fault_ends_with_its_exit_code(tmp_path: Path, settings: LazySettings) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "messages.py").write_text("import sys\nsys.exit(1)\n")
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError) as refusal:
        call_command("messages", check=True)
    assert refusal.value.returncode == 1
