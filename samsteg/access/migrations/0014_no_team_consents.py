"""What stood in TeamConsent stands in Consent since 0013."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0013_fences_of_consents")]

    operations = [
        migrations.RemoveField(
            model_name='teamconsenthistoryevent',
            name='pgh_obj',
        ),
        migrations.RemoveField(
            model_name='teamconsenthistoryevent',
            name='person',
        ),
        migrations.RemoveField(
            model_name='teamconsenthistoryevent',
            name='pgh_context',
        ),
        migrations.RemoveField(
            model_name='teamconsenthistoryevent',
            name='team',
        ),
        migrations.DeleteModel(
            name='TeamConsent',
        ),
        migrations.DeleteModel(
            name='TeamConsentHistoryevent',
        ),
    ]
