"""An undone import is a source of its own."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_read_log")]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[
                    ("workbook", "Workbook"),
                    ("page", "Page"),
                    ("command", "Command"),
                    ("undo", "Undone import"),
                ],
                max_length=20,
            ),
        ),
    ]
