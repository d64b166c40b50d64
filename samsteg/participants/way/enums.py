"""Where somebody is on the way through the team, and what takes a person on. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A finer `participants.enums.Status`: follows from dated facts and is never stored. In the order of the way."""

    REFERRED = "referred", _("Referred")
    VISITED = "visited", _("Has made a study visit")
    QUEUE = "queue", _("In the queue")
    PAUSED = "paused", _("In the queue, paused")
    TRIAL = "trial", _("Trial period")
    ENROLLED = "enrolled", _("Enrolled")
    EXITED = "exited", _("Exited")
    NOT_ENROLLED = "not_enrolled", _("Did not start")


WAITING = (State.REFERRED, State.VISITED, State.QUEUE, State.PAUSED)
INSIDE = (State.TRIAL, State.ENROLLED)
ENDED = (State.EXITED, State.NOT_ENROLLED)


class Step(models.TextChoices):
    """What takes a stay from one state to the next, or changes what is decided within one."""

    REFER = "refer", _("Take in a referral")
    VISIT = "visit", _("Study visit held")
    RECEIVE_MISSION = "receive_mission", _("Mission received")
    PRIORITISE = "prioritise", _("Give priority in the queue")
    END_PRIORITY = "end_priority", _("End the priority")
    PAUSE = "pause", _("Pause in the queue")
    RESUME = "resume", _("End the pause")
    ENROL = "enrol", _("Enrol")
    PROLONG_TRIAL = "prolong_trial", _("Prolong the trial period")
    CONTINUE = "continue", _("Trial period over, continues")
    EXTEND = "extend", _("Decide on the planned end")
    EXIT = "exit", _("End the stay")
    END_REFERRAL = "end_referral", _("End without a start")


class PauseReason(models.TextChoices):
    """Why somebody in the queue waits with the start. Nothing about health is asked for."""

    OWN_WISH = "own_wish", _("The person's own wish")
    OTHER_EFFORT = "other_effort", _("Another effort goes first")
    AWAY = "away", _("Away for a time")
    REFERRER = "referrer", _("At the referrer's request")
    OTHER = "other", _("Another reason")


class PriorityReason(models.TextChoices):
    """Why somebody goes before others who have waited longer."""

    AGE = "age", _("Young person")
    TIME_LIMIT = "time_limit", _("Support that ends on a day")
    LONG_WAIT = "long_wait", _("Has waited before")
    RETURNS = "returns", _("Comes back")
    GROUP = "group", _("Place in a start-up group")
    OTHER = "other", _("Another reason")


class PriorityEnd(models.TextChoices):
    """Why somebody no longer goes before others."""

    PASSED = "passed", _("What it was given for has passed")
    OWN_WISH = "own_wish", _("The person's own wish")
    REFERRER = "referrer", _("At the referrer's request")
    OTHER = "other", _("Another reason")


class TrialReason(models.TextChoices):
    """Why a trial period is prolonged. Nothing about health is asked for."""

    SLOW_START = "slow_start", _("The start took longer")
    AWAY = "away", _("Has been away")
    MORE_TIME = "more_time", _("More time to find out together")
    OTHER = "other", _("Another reason")


class TrialOutcome(models.TextChoices):
    """How a trial period ended. Another way and early exit are told by the exit too."""

    CONTINUES = "continues", _("Continues")
    ANOTHER_WAY = "another_way", _("Another way")
    EARLY_EXIT = "early_exit", _("Early exit")


class ExtensionReason(models.TextChoices):
    """Why the planned end is set as it is."""

    USUAL = "usual", _("The team's usual time")
    WORK_TRAINING = "work_training", _("Work training goes on")
    SLOW_START = "slow_start", _("The start took longer")
    NEW_GOAL = "new_goal", _("A new goal")
    AWAY = "away", _("Has been away")
    OTHER = "other", _("Another reason")


class StartForm(models.TextChoices):
    """How somebody begins."""

    GROUP = "group", _("In a start-up group")
    INDIVIDUAL = "individual", _("Individually")


class OrderReason(models.TextChoices):
    """Why somebody started before the referral came."""

    PAPER_LATER = "paper_later", _("The referral was written afterwards")
    SPOKEN = "spoken", _("It was agreed by word of mouth first")
    OTHER_TEAM = "other_team", _("Came over from another team")
    OTHER = "other", _("Another reason")


class Moment(models.TextChoices):
    """When a situation is described."""

    START = "start", _("At the start")
    EXIT = "exit", _("At the exit")


class Occupation(models.TextChoices):
    """What somebody's days hold, beside where the income comes from."""

    EMPLOYED = "employed", _("Employed, at work")
    EMPLOYED_AWAY = "employed_away", _("Employed, away from work")
    JOB_SEEKER = "job_seeker", _("Registered job seeker")
    STUDENT = "student", _("Studying")
    PROGRAMME = "programme", _("In a programme or daily activity")
    NEITHER = "neither", _("Neither work nor studies")
    OTHER = "other", _("Something else")


class Education(models.TextChoices):
    """The highest that is finished."""

    NONE = "none", _("Less than compulsory school")
    COMPULSORY = "compulsory", _("Compulsory school")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary school")
    VOCATIONAL = "vocational", _("Vocational or folk high school")
    HIGHER = "higher", _("University")
    UNKNOWN = "unknown", _("Not known")
