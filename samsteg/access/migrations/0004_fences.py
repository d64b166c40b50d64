"""Row-level security on the team-owned tables (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("access", "0003_initial")]

    operations = [
        fence("access_membership", own_row=True),
        fence("access_membershiphistoryevent"),
        fence("access_coachassignment"),
        fence("access_coachassignmenthistoryevent"),
        fence("access_teamconsent"),
        fence("access_teamconsenthistoryevent"),
    ]
