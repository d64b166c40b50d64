"""`python -m bench`: measures, prints and keeps what it found. Exit code 1 when values that must be equal are not."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("figures", "pages", "import", "memory", "audit", "report")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without any")
    parser.add_argument(
        "--quick", action="store_true", help="a small volume: shows that the benchmark works, no more"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / "var" / "bench", help="folder of the database server"
    )
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each comparison")
    parser.add_argument("--keep", action="store_true", help="keep the results of some parts too")
    parser.add_argument("--memory-of", nargs=2, metavar=("FILE", "DATABASE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return given


def prepare(data: Path) -> None:
    """Development settings with a database server in a folder of its own; before Django is imported."""
    os.environ["SAMSTEG_DATA"] = str(data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.environ.pop("DATABASE_URL", None)


def main() -> int:
    given = arguments()
    prepare(given.data)
    django.setup()
    running = import_module(
        "bench.running"
    )  # knows models, which can't be imported before the settings are chosen
    data = given.data.resolve()
    if given.memory_of:
        print(running.memory(data, Path(given.memory_of[0]), given.memory_of[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        parts = given.parts or list(PARTS)
        outcome = running.run(data, Path(folder), parts, quick=given.quick, rounds=given.rounds)
    if given.keep or not (given.quick or given.parts):
        print(f"\nKept in {outcome.save('-'.join(given.parts) or 'all').relative_to(ROOT)}")
    for fault in outcome.faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
