from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As the team writes it. OTHER holds unknown too, so that every breakdown sums to its base."""

    WOMEN = "women", _("Woman")
    MEN = "men", _("Man")
    OTHER = "other", _("Other or unknown")
