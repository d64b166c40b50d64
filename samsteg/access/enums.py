from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles that exist so far; the others of the agreement come with the access work."""

    COACH = "coach", _("Coach")
    TEAM_LEAD = "team_lead", _("Team lead")
