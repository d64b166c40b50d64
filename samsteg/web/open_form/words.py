"""The open form's own words in easy Swedish, where its fields differ; all else is said by gettext (locale_easy)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from samsteg.access.consent_enums import Edition
from samsteg.web.referrals.wizard import ANSWERS, CHECK, PERSON, WHO, YES

EDITIONS: Final = {"svenska": Edition.PLAIN, "latt-svenska": Edition.EASY, "english": Edition.ENGLISH}
# Easy Swedish is a language of its own to gettext (the registered subtag "simple"); it falls back on Swedish.
LANGUAGES: Final = {Edition.PLAIN: "sv", Edition.EASY: "sv-simple", Edition.ENGLISH: "en"}
NAMES: Final = (
    ("svenska", "sv", "Svenska"),
    ("latt-svenska", "sv", "Lätt svenska"),
    ("english", "en", "English"),
)

EASY_TITLES: Final[Mapping[str, object]] = {
    WHO: "Vem skriver?",
    PERSON: "Vem ska få stöd?",
    ANSWERS: "Vad hoppas du på?",
    YES: "Vad säger du ja till?",
    CHECK: "Stämmer det?",
}
EASY_LEADS: Final[Mapping[str, object]] = {
    WHO: "Du kan skriva för dig själv. Du kan också skriva för någon annan, om den personen vill.",
    PERSON: "Vi behöver veta vem vi ska prata med. Skriv bara det du vill.",
    ANSWERS: "Skriv kort. Du får hoppa över frågor.",
    YES: "Du bestämmer. Du får ändra dig när du vill.",
    CHECK: "Läs igenom. Du kan ändra allt.",
}
EASY_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "referrer": ("Vem skriver?", "Välj Egenremiss om du skriver för dig själv."),
    "referrer_name": ("Namn på den som skriver", "Du behöver inte skriva här om du skriver för dig själv."),
    "referrer_unit": (
        "Var arbetar den som skriver?",
        "Du behöver inte skriva här om du skriver för dig själv.",
    ),
    "referrer_phone": ("Telefon till den som skriver", ""),
    "first_name": ("Förnamn", ""),
    "last_name": ("Efternamn", ""),
    "born": ("När är personen född?", "Till exempel 1990-05-17. Det räcker med året."),
    "sex": ("Kön", "Teamet räknar hur många kvinnor och män som får stöd."),
    "municipality": ("Vilken kommun bor personen i?", ""),
    "phone": ("Telefon", ""),
    "reach": (
        "Hur vill personen att vi hör av oss?",
        "Till exempel: skicka sms först. Eller: jag behöver tolk.",
    ),
    "consent_visit": ("Ja, teamet får höra av sig om ett studiebesök.", ""),
    "consent_division": ("Ja, de som bestämmer vem i teamet som hjälper till får läsa det här.", ""),
    "consent_form": ("Hur har personen sagt ja?", ""),
    "consented_on": ("Vilken dag?", ""),
}
