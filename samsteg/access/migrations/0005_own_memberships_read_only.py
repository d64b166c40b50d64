"""A user reads the own memberships without a team; changing them needs the team's context, like all else."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import only_read_own_rows


class Migration(migrations.Migration):
    dependencies = [("access", "0004_fences")]

    operations = [only_read_own_rows("access_membership")]
