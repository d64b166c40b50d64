"""Gives a test run a data folder of its own, before any settings are read.

Loaded by `-p` in pyproject.toml: pytest-django reads the settings before conftest.py is imported. The xdist
workers inherit the folder from their controller, which removes it when they are gone. With SAMSTEG_DATA set
that folder is used and kept.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from samsteg.core import embedded
from samsteg.core.postgres_programs import needs_account

_own: Path | None = None

if "SAMSTEG_DATA" not in os.environ:
    _own = Path(tempfile.mkdtemp(prefix="samsteg-test-"))
    if needs_account():
        _own.chmod(0o711)
    os.environ["SAMSTEG_DATA"] = str(_own)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the server and remove the folder, in the process that made it."""
    if _own is not None:
        embedded.release(_own)
        embedded.stop_if_unused(_own)
        shutil.rmtree(_own, ignore_errors=True)
