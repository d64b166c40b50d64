"""Each mark says whether its group was a drop-in when it was made. Marks that stand take what their group is now, which
is what their figures have been counted by until today.
"""

from django.db import migrations, models

AS_COUNTED = """
    UPDATE activities_attendance a SET is_drop_in = true
    FROM activities_group g WHERE g.id = a.group_id AND g.joining = 'drop_in';
    SET CONSTRAINTS ALL IMMEDIATE; -- rows that were changed are checked before the transaction goes on
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0015_leaders_who_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="is_drop_in",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(AS_COUNTED, migrations.RunSQL.noop),
    ]
