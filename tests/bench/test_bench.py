"""The benchmarks still work: they run with a small volume, and what they compare has equal values. Nothing is timed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPARED = (
    "Values equal",
    "figures() through SQL by hand",
    "figures() through the team alone",
    "statistics room: overview",
    "queries of a page",
    "import through openpyxl",
    "unchanged import through openpyxl",
    "nothing imported",
    "Who saw what: one participant",
    "verifying them",
    "as Word",
    "as PDF",
)


@pytest.mark.slow
def test_the_benchmarks_run_and_compare_equal_values() -> None:
    order = [sys.executable, "-m", "bench", "--quick", "--data", os.environ["SAMSTEG_DATA"]]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VALUES DIFFER" not in done.stdout
    missing = [text for text in COMPARED if text not in done.stdout]
    assert not missing, done.stdout
