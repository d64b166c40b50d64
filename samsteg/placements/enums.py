from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementForm(models.TextChoices):
    WORK_TRAINING = "work_training", _("Work training")
    EXPLORATORY_PLACEMENT = "exploratory_placement", _("Exploratory placement")
    WORK_ABILITY_ASSESSMENT = "work_ability_assessment", _("Work ability assessment")
    STUDY_VISIT = "study_visit", _("Visit to a workplace")
