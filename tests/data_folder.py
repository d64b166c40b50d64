"""Gives a test run a data folder of its own, before any settings are read.

Loaded by `-p` in pyproject.toml: pytest-django reads the settings before conftest.py is imported. The xdist
workers inherit the folder from their controller, which removes it when they are gone. `--reuse-db` keeps one for
this checkout, so that the next run begins at once. With SAMSTEG_DATA set that folder is used and kept.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from samsteg.core import cluster, embedded
from samsteg.core.postgres_programs import needs_account

MADE_HERE = "SAMSTEG_TEST_DATA"

_own: Path | None = None
_kept = "--reuse-db" in sys.argv
# Nothing of a test run outlives the machine, and the emptying of all tables waits for the disk several hundred times.
UNSAFE_AND_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def _make_folder() -> Path:
    if not _kept:
        return Path(tempfile.mkdtemp(prefix="samsteg-test-"))
    checkout = hashlib.sha256(os.fsencode(Path(__file__).parent)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"samsteg-kept-{os.geteuid()}-{checkout}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


if "SAMSTEG_DATA" not in os.environ:
    _own = _make_folder()
    if needs_account():
        _own.chmod(0o711)
    os.environ["SAMSTEG_DATA"] = os.environ[MADE_HERE] = str(_own)
if os.environ["SAMSTEG_DATA"] == os.environ.get(
    MADE_HERE
):  # in the workers too: the first of them starts the server
    safe = (one for one in cluster.SETTINGS if not one.startswith("fsync="))
    cluster.SETTINGS = (*safe, *UNSAFE_AND_QUICK)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the server and remove the folder, in the process that made it."""
    if _own is not None:
        embedded.release(_own)
        embedded.stop_if_unused(_own)
        if not _kept:
            shutil.rmtree(_own, ignore_errors=True)
