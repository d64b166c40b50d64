from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    """Three consents for three ends; none stands in for another (law: secrecy is not data protection)."""

    SECRECY = "secrecy", _("Lifting secrecy")
    REGISTRATION = "registration", _("Registration for follow-up")
    CONTACT = "contact", _("Contact by mail and text message")


class ConsentForm(models.TextChoices):
    PAPER = "paper", _("Signed on paper")
    DIGITAL = "digital", _("Signed digitally")
    ORAL = "oral", _("Oral")
    NOTED = "noted", _("Noted in the workbook")  # read from a file: which paper is not known
    REFERRAL = "referral", _("Given in the referral")  # before there was a record; the note says how


CHOSEN_FORMS = (ConsentForm.PAPER, ConsentForm.DIGITAL, ConsentForm.ORAL)


class Signer(models.TextChoices):
    """Who signs for the person. Swedish institutions keep their names."""

    SELF = "self", _("The participant")
    GOD_MAN = "god_man", _("God man (trustee)")
    FORVALTARE = "forvaltare", _("Förvaltare (administrator)")
    GUARDIAN = "guardian", _("Guardian of a child")
    PROXY = "proxy", _("Somebody with a power of attorney")


class ConsentEnd(models.TextChoices):
    """How a consent ended before its day. A day that has come needs no mark."""

    WITHDRAWN = "withdrawn", _("Withdrawn by the participant")
    MISTAKEN = "mistaken", _("Recorded by mistake")
    WORKBOOK = "workbook", _("Taken away or replaced in the workbook")


class LegalGround(models.TextChoices):
    """Law that lets an authority tell without consent (OSL 2009:400 and others). The decider names the paragraph."""

    NECESSARY = "necessary", _("Needed for the authority's own task (OSL 10:2)")
    GENERAL_CLAUSE = "general_clause", _("The general clause (OSL 10:27)")
    DUTY = "duty", _("A duty to disclose by law (OSL 10:28)")
    CRIME = "crime", _("Suspicion of crime (OSL 10:18–24)")
    CHILD = "child", _("Concern for a child (SoL)")
    WRONG_PAYMENT = "wrong_payment", _("Wrong payments and fraud")
    NO_HARM = "no_harm", _("Tried for harm: none is feared")
    OTHER = "other", _("Another ground")


class Edition(models.TextChoices):
    """Of the consent form. Its language is not the page's: it is the reader's."""

    PLAIN = "plain", _("Swedish")
    EASY = "easy", _("Easy Swedish")
    ENGLISH = "english", _("English")


class ConsentState(models.TextChoices):
    """What a consent is today."""

    HOLDS = "holds", _("Holds")
    SOON = "soon", _("Running out")
    COMING = "coming", _("Begins later")
    OVER = "over", _("Over")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TAKEN_AWAY = "taken_away", _("Taken away")


OPEN_STATES = frozenset({ConsentState.HOLDS, ConsentState.SOON})
