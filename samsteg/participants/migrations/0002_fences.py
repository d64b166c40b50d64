"""Row-level security on the team-owned tables (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]

    operations = [
        fence("participants_stay"),
        fence("participants_stayevent"),
        fence("participants_staydetail"),
        fence("participants_paralleleffort"),
    ]
