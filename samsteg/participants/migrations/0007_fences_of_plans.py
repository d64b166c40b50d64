"""Fences of the plans and of the people round the participants."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_plans")]

    operations = [
        fence("participants_plantext"),
        fence("participants_planstep"),
        fence("participants_scalereading"),
        fence("participants_plandraft"),
        fence("participants_personaround"),
    ]
