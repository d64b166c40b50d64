"""Codes of a plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanPart(models.TextChoices):
    """What a plan says in words, in the order in which one talks about it."""

    HOPES = "hopes", _("Best hopes")
    WORKS = "works", _("What already works")
    RESOURCES = "resources", _("Strengths and support")
    OBSTACLES = "obstacles", _("What is in the way")
    GOALS = "goals", _("Goals")


class StepKind(models.TextChoices):
    """Who is to do it, and when: the participant next, the participant between the talks, somebody in the team."""

    STEP = "step", _("Next small step")
    HOMEWORK = "homework", _("To try until next time")
    PROMISE = "promise", _("Promised by the team")


class StepState(models.TextChoices):
    OPEN = "open", _("Agreed")
    DONE = "done", _("Done")
    LET_GO = "let_go", _("Let go")


CLOSED = (StepState.DONE, StepState.LET_GO)
LOWEST, HIGHEST = 0, 10  # of the scale
