"""Yearly reviews of roles: the officer's, and the team's to read."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence, open_to_governors


class Migration(migrations.Migration):
    dependencies = [("access", "0008_membership_review")]

    operations = [
        fence("access_membershipreview"),
        fence("access_membershipreviewhistoryevent"),
        open_to_governors("access_membershipreview"),
        open_to_governors("access_membershipreviewhistoryevent"),
    ]
