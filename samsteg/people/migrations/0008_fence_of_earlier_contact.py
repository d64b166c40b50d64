"""Row-level security on what contact data said before."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("people", "0007_earlier_contact")]

    operations = [fence("people_earliercontact")]
