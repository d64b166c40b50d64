"""Who may stand round a participant. Suggestions: what is written freely is as good."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from samsteg.access.enums import DataCategory


class RoleAround(models.TextChoices):
    FK_OFFICER = "fk_officer", _("Officer at the Social Insurance Agency")
    AF_OFFICER = "af_officer", _("Employment officer")
    SIUS = "sius", _("SIUS consultant")
    SOCIAL_SECRETARY = "social_secretary", _("Social secretary")
    SUPPORT_SECRETARY = "support_secretary", _("Officer for social assistance")
    LSS_OFFICER = "lss_officer", _("LSS officer")
    HOUSING_SUPPORT = "housing_support", _("Housing support worker")
    CONTACT_PERSON = "contact_person", _("Contact person")
    PERSONAL_OMBUD = "personal_ombud", _("Personal ombudsman")
    GUARDIAN = "guardian", _("God man or guardian")
    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    PSYCHIATRIST = "psychiatrist", _("Psychiatrist")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    COUNSELLOR = "counsellor", _("Counsellor")
    OCCUPATIONAL_THERAPIST = "occupational_therapist", _("Occupational therapist")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    REHAB_COORDINATOR = "rehab_coordinator", _("Rehabilitation coordinator")
    ADDICTION_THERAPIST = "addiction_therapist", _("Addiction therapist")
    PROBATION_OFFICER = "probation_officer", _("Probation officer")
    STUDY_COUNSELLOR = "study_counsellor", _("Study and career counsellor")
    TEACHER = "teacher", _("Teacher")
    KAA_OFFICER = "kaa_officer", _("Officer for municipal activity responsibility")
    WORKPLACE = "workplace", _("Supervisor at a workplace")
    DEBT_COUNSELLOR = "debt_counsellor", _("Budget and debt counsellor")
    INTERPRETER = "interpreter", _("Interpreter")
    RELATIVE = "relative", _("Relative or friend")


_HEALTH = (
    RoleAround.DOCTOR,
    RoleAround.NURSE,
    RoleAround.PSYCHIATRIST,
    RoleAround.PSYCHOLOGIST,
    RoleAround.COUNSELLOR,
    RoleAround.OCCUPATIONAL_THERAPIST,
    RoleAround.PHYSIOTHERAPIST,
    RoleAround.REHAB_COORDINATOR,
    RoleAround.ADDICTION_THERAPIST,
)
_WORK = (RoleAround.AF_OFFICER, RoleAround.SIUS, RoleAround.WORKPLACE)
_STUDIES = (RoleAround.STUDY_COUNSELLOR, RoleAround.TEACHER, RoleAround.KAA_OFFICER)
_INCOME = (RoleAround.FK_OFFICER, RoleAround.SUPPORT_SECRETARY, RoleAround.DEBT_COUNSELLOR)

# What it tells of the participant that such a person is there. All others tell of the social situation, as does a role
# written freely.
CATEGORY_OF_ROLE: dict[str, DataCategory] = {
    **dict.fromkeys(_HEALTH, DataCategory.HEALTH),
    **dict.fromkeys(_WORK, DataCategory.WORK),
    **dict.fromkeys(_STUDIES, DataCategory.STUDIES),
    **dict.fromkeys(_INCOME, DataCategory.INCOME),
}
