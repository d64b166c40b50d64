"""Fences of the decisions about a person's extract."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("access", "0019_withheld_openings")]

    operations = [fence("access_withheldopening"), fence("access_withheldopeninghistoryevent")]
