"""The benchmarks still work: they run with a small volume, and what they compare has equal values. Nothing is timed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The parts that take longest, a page at a time or a log of its own, run with `make test-all`.
COMPARED = {
    ("figures", "import", "memory", "report"): (
        "Values equal",
        "figures() through SQL by hand",
        "figures() through the team alone",
        "import through openpyxl",
        "unchanged import through openpyxl",
        "nothing imported",
        "as Word",
        "as PDF",
    ),
    ("pages", "audit"): (
        "statistics room: overview",
        "queries of a page",
        "Who saw what: one participant",
        "verifying them",
    ),
}
DAILY, LONG = COMPARED


@pytest.mark.slow
@pytest.mark.parametrize("parts", [DAILY, pytest.param(LONG, marks=pytest.mark.full_product)])
def test_the_benchmarks_run_and_compare_equal_values(parts: tuple[str, ...]) -> None:
    order = [sys.executable, "-m", "bench", *parts, "--quick", "--data", os.environ["SAMSTEG_DATA"]]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VALUES DIFFER" not in done.stdout
    missing = [text for text in COMPARED[parts] if text not in done.stdout]
    assert not missing, done.stdout
