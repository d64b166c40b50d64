"""Codes of a stay. Values are stable and stand in figures' codes; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    REFERRED = "referred", _("Referred")
    STUDY_VISIT = "study_visit", _("Study visit")
    MISSION_RECEIVED = "mission_received", _("Mission received")
    ENROLLED = "enrolled", _("Enrolled")
    EXITED = "exited", _("Exited")
    NOT_ENROLLED = "not_enrolled", _("Did not start")


class Referrer(models.TextChoices):
    SOC = "soc", _("Social services")
    FK = "fk", _("Social Insurance Agency")
    AF = "af", _("Public Employment Service")
    REGION = "region", _("Region")
    PSYCHIATRY = "psychiatry", _("Psychiatry")
    PRIMARY_CARE = "primary_care", _("Primary care")
    KAA = "kaa", _("Municipal activity responsibility")
    SELF = "self", _("Self-referral")
    GUARDIAN = "guardian", _("Guardian")
    PROBATION = "probation", _("Probation service")
    OTHER = "other", _("Other referrer")


class ExitReason(models.TextChoices):
    """Where an exit led. Every exit has exactly one."""

    WORK = "work", _("Work")
    STUDIES = "studies", _("Studies")
    OTHER_REHAB = "other_rehab", _("Other work-oriented rehabilitation")
    SICKNESS_COMPENSATION = "sickness_compensation", _("Sickness compensation")
    PARENTAL_LEAVE = "parental_leave", _("Parental leave")
    OTHER = "other", _("Other")


class ExitDetail(models.TextChoices):
    UNSUBSIDISED = "unsubsidised", _("Unsubsidised work")
    WAGE_SUBSIDY = "wage_subsidy", _("Wage subsidy")
    EXTRA_JOB = "extra_job", _("Extra job")
    FORSTARKT_SAMARBETE = "forstarkt_samarbete", _("Förstärkt samarbete")
    REGULAR_JOB_SEEKING = "regular_job_seeking", _("Regular job seeking")
    ANOTHER_MUNICIPALITY = "another_municipality", _("Another municipality")
    DAILY_ACTIVITY_LSS = "daily_activity_lss", _("Daily activity (LSS)")
    MOVED = "moved", _("Moved")
    DECEASED = "deceased", _("Deceased")
    BACK_TO_REFERRER = "back_to_referrer", _("Back to the referrer")
    MEDICAL_REHAB = "medical_rehab", _("Medical rehabilitation")
    SUBSTANCE_ABUSE = "substance_abuse", _("Substance abuse")
    WITHOUT_SUPPORT = "without_support", _("Without support")


# Which details are counted by name under which destination; all others count as `.other` there.
DETAILS_OF: dict[str, tuple[str, ...]] = {
    ExitReason.WORK.value: ("unsubsidised", "wage_subsidy", "extra_job"),
    ExitReason.OTHER_REHAB.value: ("forstarkt_samarbete", "regular_job_seeking", "another_municipality"),
    ExitReason.OTHER.value: (
        "daily_activity_lss",
        "moved",
        "another_municipality",
        "deceased",
        "back_to_referrer",
        "medical_rehab",
        "substance_abuse",
        "without_support",
    ),
}


class NotEnrolledReason(models.TextChoices):
    DECLINED = "declined", _("Declined")
    BACK_TO_REFERRER = "back_to_referrer", _("Back to the referrer")
    WRONG_TIME = "wrong_time", _("Wrong time")
    OTHER = "other", _("Other")


class IncomeSource(models.TextChoices):
    SOCIAL_ASSISTANCE = "social_assistance", _("Social assistance")
    SICKNESS_BENEFIT = "sickness_benefit", _("Sickness benefit")
    SICKNESS_BENEFIT_SPECIAL = "sickness_benefit_special", _("Sickness benefit in special cases")
    REHABILITATION_BENEFIT = "rehabilitation_benefit", _("Rehabilitation benefit")
    ACTIVITY_COMPENSATION = "activity_compensation", _("Activity compensation")
    SICKNESS_COMPENSATION = "sickness_compensation", _("Sickness compensation")
    ACTIVITY_SUPPORT = "activity_support", _("Activity support")
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit", _("Unemployment benefit")
    STUDENT_AID = "student_aid", _("Student aid")
    PARENTAL_BENEFIT = "parental_benefit", _("Parental benefit")
    SALARY = "salary", _("Salary")
    NONE = "none", _("No income")
    OTHER = "other", _("Other income")


# Who pays. Social assistance is the municipality's; the Social Insurance Agency pays the benefits it decides on.
PAYER_OF: dict[str, str] = {
    "social_assistance": "municipality",
    "sickness_benefit": "fk",
    "sickness_benefit_special": "fk",
    "rehabilitation_benefit": "fk",
    "activity_compensation": "fk",
    "sickness_compensation": "fk",
    "parental_benefit": "fk",
    "activity_support": "af",
    "unemployment_benefit": "af",
    "student_aid": "other",
    "salary": "other",
    "other": "other",
    "none": "none",
}


class ParallelKind(models.TextChoices):
    """Efforts and studies beside the team. The workbook has columns for the first alone."""

    FORSTARKT_SAMARBETE = "forstarkt_samarbete", _("Förstärkt samarbete")
    AF_PROGRAMME = "af_programme", _("Programme of the Public Employment Service")
    TREATMENT = "treatment", _("Treatment or rehabilitation in health care")
    SUBSTANCE_TREATMENT = "substance_treatment", _("Treatment for substance use")
    SOCIAL_SUPPORT = "social_support", _("Support from social services")
    ADULT_EDUCATION = "adult_education", _("Adult education")
    STUDY_COUNSELLING = "study_counselling", _("Study and career counselling")
    STUDY_HELP = "study_help", _("Individual study help")


STUDY_EFFORTS = (ParallelKind.ADULT_EDUCATION, ParallelKind.STUDY_COUNSELLING, ParallelKind.STUDY_HELP)


class Status(models.TextChoices):
    """Where a person is on the way through the team, by the newest stay. Follows from dates; never stored."""

    ENROLLED = "enrolled", _("Enrolled")
    QUEUE = "queue", _("In the queue")
    REFERRED = "referred", _("Referred, not yet in the queue")
    EXITED = "exited", _("Exited")
    NOT_ENROLLED = "not_enrolled", _("Did not start")


class NoteForm(models.TextChoices):
    """How what is noted came about."""

    TALK = "talk", _("Individual talk")
    WALK = "walk", _("Walk and talk")
    PHONE = "phone", _("Phone call")
    DIGITAL = "digital", _("Digital meeting")
    MEETING = "meeting", _("Meeting with others")
    MESSAGE = "message", _("Letter or message")
    OTHER = "other", _("Something else")
