"""Row-level security on the history of persons. The checks of keys belong to no team."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("people", "0003_keys_and_history")]

    operations = [fence("people_personhistoryevent")]
