"""Row-level security on the team-owned tables (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [fence(f"governance_{table}") for table in ("outreachactivity", "enquiry")]
