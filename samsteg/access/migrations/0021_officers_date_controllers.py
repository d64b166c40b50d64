"""The controller's officer writes the decision that makes its authority controller."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import open_to_governors


class Migration(migrations.Migration):
    dependencies = [("access", "0020_fence_of_withheld_openings"), ("organisation", "0003_report_period")]

    operations = [
        open_to_governors("organisation_controllerdecision"),
        open_to_governors("organisation_controllerdecisionhistoryevent"),
    ]
