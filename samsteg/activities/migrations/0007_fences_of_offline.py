"""Row-level security on what telephones were given (docs/adr/0005, 0019)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_offline_roll_call")]

    operations = [fence("activities_offlinepackage"), fence("activities_offlinetoken")]
