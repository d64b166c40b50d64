"""Row-level security on days away (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("staffing", "0003_absence")]

    operations = [fence("staffing_absence")]
