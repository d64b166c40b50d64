"""Emergency access behind the fence of the team; the controller's officer gives the right, and opens nobody."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence, open_to_governors


class Migration(migrations.Migration):
    dependencies = [("access", "0017_emergency_access")]

    operations = [
        fence("access_emergencyright"),
        open_to_governors("access_emergencyright"),
        fence("access_emergencyopening"),
    ]
