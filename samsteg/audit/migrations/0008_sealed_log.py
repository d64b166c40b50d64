"""The chain over the read log, the unit of each reader, what the reviews look for, and alarms that are told once."""

from django.db import migrations, models

CHANGE = """
    ALTER TABLE audit_read_entry ADD COLUMN authority_ids bigint[] NOT NULL DEFAULT '{}';
    CREATE INDEX audit_read_team_at ON audit_read_entry (team_id, at);
    CREATE INDEX audit_read_team_actor ON audit_read_entry (team_id, actor_id, at);
    CREATE INDEX audit_read_for_authority ON audit_read_entry (team_id, at) WHERE authority_ids <> '{}';
"""
BACK = """
    DROP INDEX audit_read_team_at, audit_read_team_actor, audit_read_for_authority;
    ALTER TABLE audit_read_entry DROP COLUMN authority_ids;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_alarm_kinds_of_protection'),
    ]

    operations = [
        migrations.RunSQL(CHANGE, BACK),
        migrations.CreateModel(
            name='LogSegment',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('after_id', models.BigIntegerField()),
                ('through_id', models.BigIntegerField()),
                ('row_count', models.PositiveIntegerField()),
                ('sealed_at', models.DateTimeField()),
                ('key_id', models.CharField(max_length=40)),
                ('marks', models.BinaryField()),
                ('head', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='alarm',
            name='once',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='alarm',
            name='kind',
            field=models.CharField(choices=[('membership_granted', 'A role in the team was given'), ('membership_ended', 'A role in the team was ended'), ('officer_appointed', 'A controller officer was appointed'), ('emergency_opened', 'Emergency access was opened'), ('numbers_exported', 'Identity numbers were exported'), ('protected_read', 'A person with protected identity was opened'), ('protection_changed', "A participant's protected identity was set, ended or acted on"), ('protected_named', 'Who may open a participant with protected identity was changed'), ('emergency_right', 'The right to emergency access was given or ended'), ('many_reads', 'Many participants were opened in a short time'), ('outside_hours', 'Participants were opened outside working hours'), ('log_broken', 'The read log does not add up')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(condition=models.Q(('once', ''), _negated=True), fields=('team_id', 'kind', 'actor_id', 'once'), name='audit_alarm_once'),
        ),
    ]
