"""The questions that participants answer, plainly and in easy Swedish (the reader's language, hence no gettext)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from samsteg.participants.own_access.enums import MessageKind

# The end of the address of each form.
KINDS: Final[Mapping[str, MessageKind]] = {
    "infor-motet": MessageKind.BEFORE_MEETING,
    "egna-ord": MessageKind.OWN_WORDS,
    "kan-inte-komma": MessageKind.CANNOT_COME,
}
TITLES: Final[Mapping[str, object]] = {
    MessageKind.BEFORE_MEETING: _("Before we meet"),
    MessageKind.OWN_WORDS: _("In your own words"),
    MessageKind.ANSWER: _("Your answer"),
    MessageKind.CANNOT_COME: _("I can't come"),
}
LEADS: Final[Mapping[str, object]] = {
    MessageKind.BEFORE_MEETING: _(
        "Write as much or as little as you like. Your coach reads it before you meet."
    ),
    MessageKind.OWN_WORDS: _("When you leave the team. Write what you want the team to remember."),
    MessageKind.ANSWER: _("Your coach has asked you something. Answer here."),
    MessageKind.CANNOT_COME: _("Your coach is told and gets in touch about a new time. It is all right."),
}
QUESTIONS: Final[Mapping[str, object]] = {
    "well": _("What has gone well?"),
    "talk": _("What do you want to talk about?"),
    "meant": _("What has the time with the team meant to you?"),
    "better": _("What could the team do better?"),
    "answer": _("Your answer"),
    "instead": _("Which times suit you better? You may leave this empty."),
}
EASY_TITLES: Final[Mapping[str, str]] = {
    MessageKind.BEFORE_MEETING: "Innan vi träffas",
    MessageKind.OWN_WORDS: "Med dina ord",
    MessageKind.ANSWER: "Ditt svar",
    MessageKind.CANNOT_COME: "Jag kan inte komma",
}
EASY_LEADS: Final[Mapping[str, str]] = {
    MessageKind.BEFORE_MEETING: "Skriv lite eller mycket. Din handledare läser det innan ni träffas.",
    MessageKind.OWN_WORDS: "Skriv när du slutar i teamet. Skriv det du vill säga.",
    MessageKind.ANSWER: "Din handledare har frågat dig något. Svara här.",
    MessageKind.CANNOT_COME: "Din handledare får veta det. Ni bestämmer en ny tid. Det är okej.",
}
EASY_QUESTIONS: Final[Mapping[str, str]] = {
    "well": "Vad har gått bra?",
    "talk": "Vad vill du prata om?",
    "meant": "Vad har tiden i teamet betytt för dig?",
    "better": "Vad kan teamet göra bättre?",
    "answer": "Ditt svar",
    "instead": "När passar det bättre? Du behöver inte skriva.",
}
