"""An empty database is migrated quickly, and becomes what it becomes the slow way."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from samsteg.core import embedded
from samsteg.core.postgres_programs import needs_account, run

ROOT = Path(__file__).resolve().parents[2]
QUICK = "pass"
AS_DJANGO_DOES = """
from contextlib import nullcontext
from samsteg.core.management.commands import migrate
migrate.rendering_less = nullcontext
"""
PROGRAM = """
import django
django.setup()
{before}
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def migrated(folder: Path, before: str) -> list[str]:
    """The statements that make all tables, functions, triggers and rights of a database migrated just now."""
    folder.mkdir()
    if needs_account():
        folder.chmod(0o711)
    subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before)],
        check=True,
        cwd=ROOT,
        env={
            "SAMSTEG_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PATH": "/usr/bin:/bin",
            "PYTHONHASHSEED": "1",  # migration access 0006 holds a set: the order of its text differs between runs
        },
    )
    socket = embedded.lease(folder)
    try:
        dump = run("pg_dump", "--schema-only", "-h", socket, "-U", "postgres", "-d", "samsteg")
    finally:
        embedded.release(folder)
    assert dump.status == 0, dump.output
    return re.sub(r"^\\(un)?restrict .*$", "", dump.output, flags=re.MULTILINE).splitlines()


@pytest.mark.slow
def test_both_ways_make_the_same_database(tmp_path: Path) -> None:
    quick, plain = migrated(tmp_path / "quick", QUICK), migrated(tmp_path / "plain", AS_DJANGO_DOES)
    assert len(quick) > 5_000
    assert quick == plain
