"""The migrations say what the models say: nothing is left to be made."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, no_color=True, stdout=out)
    except SystemExit:
        pytest.fail(f"Make the migrations that are missing:\n{out.getvalue()}")
