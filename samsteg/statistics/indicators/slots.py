"""What may stand in a code's slots, with the Swedish and English words for it. Order is the order of the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.organisation.settings import Settings
from samsteg.participants.enums import DETAILS_OF
from samsteg.statistics.indicators.base import Words

BASES: dict[str, Words] = {
    "opening": ("Inskrivna vid periodens början", "Enrolled at the start of the period"),
    "new": ("Nyinskrivna", "Newly enrolled"),
    "treated": ("Deltagare", "Participants"),
    "exits": ("Avslut", "Exits"),
    "closing": ("Inskrivna vid periodens slut", "Enrolled at the end of the period"),
    "results": ("Avslut till resultat", "Exits to a result"),
    "work": ("Avslut till arbete", "Exits to work"),
    "studies": ("Avslut till studier", "Exits to studies"),
    "other_rehab": (
        "Avslut till annan arbetslivsinriktad rehabilitering",
        "Exits to other work-oriented rehabilitation",
    ),
    "sickness_compensation": ("Avslut till sjukersättning", "Exits to sickness compensation"),
    "parental_leave": ("Avslut till föräldraledighet", "Exits to parental leave"),
    "other": ("Avslut till annat", "Exits to other"),
    "dropouts": ("Tidiga avhopp", "Early exits"),
    "queue": ("Personer i kö", "Persons in the queue"),
}
# Who is in a base: the first half of how its number is counted.
MEMBERS: dict[str, Words] = {
    "opening": (
        "Inskrivna före periodens första dag och inte avslutade före den",
        "Enrolled before the first day of the period and not exited before it",
    ),
    "new": (
        "Inskrivna under perioden, första och sista dagen medräknade",
        "Enrolled in the period, its first and last day included",
    ),
    "treated": (
        "Alla som var inskrivna någon gång under perioden: de vid periodens början och de nya",
        "All who were enrolled at some time in the period: those at its start and the new ones",
    ),
    "exits": (
        "Avslutade under perioden, första och sista dagen medräknade",
        "Exited in the period, its first and last day included",
    ),
    "closing": (
        "Inskrivna senast periodens sista dag och inte avslutade den dagen eller före",
        "Enrolled by the last day of the period and not exited by it",
    ),
    "results": (
        "Avslut under perioden till ett mål som teamet räknar som resultat",
        "Exits in the period to a destination that the team counts as a result",
    ),
    "work": ("Avslut till arbete under perioden", "Exits to work in the period"),
    "studies": ("Avslut till studier under perioden", "Exits to studies in the period"),
    "other_rehab": (
        "Avslut till annan arbetslivsinriktad rehabilitering under perioden",
        "Exits to other work-oriented rehabilitation in the period",
    ),
    "sickness_compensation": (
        "Avslut till sjukersättning under perioden",
        "Exits to sickness compensation in the period",
    ),
    "parental_leave": (
        "Avslut till föräldraledighet under perioden",
        "Exits to parental leave in the period",
    ),
    "other": ("Avslut till annat under perioden", "Exits to other in the period"),
    "dropouts": (
        "Avslut under perioden med märket tidigt avhopp, vart och ett också räknat vid sitt mål",
        "Exits in the period marked as early, each of them counted at its destination too",
    ),
    "queue": (
        "De vars uppdrag (eller remiss, där teamet inte antecknar uppdrag) kommit senast periodens sista dag, och som "
        "då varken är inskrivna eller borta ur kön",
        "Those whose mission (or referral, where the team notes no missions) has come by the last day of the period, "
        "and who by then are neither enrolled nor gone from the queue",
    ),
}
DESTINATIONS = ("work", "studies", "other_rehab", "sickness_compensation", "parental_leave", "other")
DETAILS: dict[str, Words] = {
    "unsubsidised": ("osubventionerat arbete", "unsubsidised work"),
    "wage_subsidy": ("lönebidrag", "wage subsidy"),
    "extra_job": ("extratjänst", "extra job"),
    "forstarkt_samarbete": ("förstärkt samarbete", "förstärkt samarbete"),
    "regular_job_seeking": ("reguljärt arbetssökande", "regular job seeking"),
    "another_municipality": ("annan kommun", "another municipality"),
    "daily_activity_lss": ("daglig verksamhet (LSS)", "daily activity (LSS)"),
    "moved": ("flyttat", "moved"),
    "deceased": ("avliden", "deceased"),
    "back_to_referrer": ("åter till remittent", "back to the referrer"),
    "medical_rehab": ("medicinsk rehabilitering", "medical rehabilitation"),
    "substance_abuse": ("missbruk", "substance abuse"),
    "without_support": ("utan försörjning", "without support"),
    "other": ("övrigt", "other detail"),
    "unknown": ("inte preciserat", "not specified"),
}
SEXES: dict[str, Words] = {
    "women": ("kvinnor", "women"),
    "men": ("män", "men"),
    "other": ("annat eller okänt kön", "other or unknown sex"),
}
REFERRERS: dict[str, Words] = {
    "soc": ("socialtjänsten", "social services"),
    "fk": ("Försäkringskassan", "the Social Insurance Agency"),
    "af": ("Arbetsförmedlingen", "the Public Employment Service"),
    "region": ("regionen", "the region"),
    "psychiatry": ("psykiatrin", "psychiatry"),
    "primary_care": ("primärvården", "primary care"),
    "kaa": ("kommunala aktivitetsansvaret", "municipal activity responsibility"),
    "self": ("egenremiss", "self-referral"),
    "guardian": ("god man", "guardian"),
    "probation": ("frivården", "the probation service"),
    "other": ("annan remittent", "another referrer"),
    "unknown": ("okänd remittent", "unknown referrer"),
}
INCOMES: dict[str, Words] = {
    "social_assistance": ("försörjningsstöd", "social assistance"),
    "sickness_benefit": ("sjukpenning", "sickness benefit"),
    "sickness_benefit_special": ("sjukpenning i särskilda fall", "sickness benefit in special cases"),
    "rehabilitation_benefit": ("rehabiliteringspenning", "rehabilitation benefit"),
    "activity_compensation": ("aktivitetsersättning", "activity compensation"),
    "sickness_compensation": ("sjukersättning", "sickness compensation"),
    "activity_support": ("aktivitetsstöd", "activity support"),
    "unemployment_benefit": ("a-kassa", "unemployment benefit"),
    "student_aid": ("studiemedel", "student aid"),
    "parental_benefit": ("föräldrapenning", "parental benefit"),
    "salary": ("lön", "salary"),
    "none": ("ingen försörjning", "no income"),
    "other": ("annan försörjning", "other income"),
    "unknown": ("okänd försörjning", "unknown income"),
}
PAYERS: dict[str, Words] = {
    "municipality": ("kommunen", "the municipality"),
    "fk": ("Försäkringskassan", "the Social Insurance Agency"),
    "af": ("Arbetsförmedlingen", "the Public Employment Service"),
    "other": ("annan", "another"),
    "none": ("ingen", "nobody"),
    "unknown": ("okänt", "unknown"),
}
FORMS: dict[str, Words] = {
    "exploratory_placement": ("undersökande praktik", "exploratory placement"),
    "work_ability_assessment": ("arbetsförmågebedömning", "work ability assessment"),
    "study_visit": ("studiebesök hos arbetsgivare", "visit to a workplace"),
}
EFFORTS: dict[str, Words] = {
    "forstarkt_samarbete": ("Förstärkt samarbete", "Förstärkt samarbete"),
    "af_programme": ("Program hos Arbetsförmedlingen", "Programme of the Public Employment Service"),
    "treatment": (
        "Behandling eller rehabilitering i vården",
        "Treatment or rehabilitation in health care",
    ),
    "substance_treatment": ("Behandling för beroende", "Treatment for substance use"),
    "social_support": ("Stöd från socialtjänsten", "Support from social services"),
    "adult_education": ("Vuxenutbildning", "Adult education"),
    "study_counselling": ("Studie- och yrkesvägledning", "Study and career counselling"),
    "study_help": ("Individuellt studiestöd", "Individual study help"),
}
MARKS: dict[str, Words] = {
    "present": ("här", "here"),
    "digital": ("digitalt", "digitally"),
    "excused": ("anmäld borta", "said so beforehand"),
    "absent": ("borta", "not here"),
    "came_by": ("kom förbi", "came by"),
}
OUTREACH: dict[str, Words] = {
    "information": ("informationsbesök", "information visits"),
    "referrer_day": ("remittentdagar", "days for referrers"),
    "participant_day": ("deltagardagar", "days for participants"),
    "committee": ("nämnder", "municipal committees"),
    "board": ("styrelser", "boards"),
    "workplace_meeting": ("APT hos andra", "others' workplace meetings"),
    "network": ("nätverksmöten", "network meetings"),
    "visit_here": ("studiebesök hos teamet", "study visits to the team"),
    "breakfast": ("arbetsgivarfrukostar", "breakfasts for employers"),
    "press": ("press och media", "press and media"),
    "other": ("annat", "other things"),
}
ENQUIRERS: dict[str, Words] = {
    "soc": ("socialtjänsten", "social services"),
    "fk": ("Försäkringskassan", "the Social Insurance Agency"),
    "af": ("Arbetsförmedlingen", "the Public Employment Service"),
    "region": ("regionen och vården", "the region and health care"),
    "municipality": ("andra i kommunen", "others in the municipality"),
    "employer": ("arbetsgivare", "employers"),
    "self": ("någon för egen del", "somebody for themselves"),
    "relative": ("anhöriga och vänner", "family and friends"),
    "school": ("skolor och studenter", "schools and students"),
    "association": ("föreningar och församlingar", "associations and parishes"),
    "team": ("andra team", "other teams"),
    "other": ("andra", "others"),
}
DECADES = tuple(f"{year}s" for year in range(1940, 2020, 10))
AGE_ENDS: dict[str, Words] = {
    "under": ("under åldersgrupperna", "below the age groups"),
    "over": ("över åldersgrupperna", "above the age groups"),
    "unknown": ("okänd ålder", "unknown age"),
}
STATISTICS: dict[str, Words] = {
    "mean": ("medelålder", "mean age"),
    "min": ("lägsta ålder", "lowest age"),
    "max": ("högsta ålder", "highest age"),
}
SPREAD: dict[str, Words] = {
    "min": ("kortast", "shortest"),
    "max": ("längst", "longest"),
}


def _only(words: Mapping[str, Words], *names: str) -> dict[str, Words]:
    return {name: words[name] for name in names}


# Slots whose values are always the same.
FIXED: dict[str, Mapping[str, Words]] = {
    "base": BASES,
    "flow": _only(BASES, "opening", "new", "exits", "closing", "dropouts"),
    "result_base": _only(BASES, "results", "exits", "work", "studies", "other_rehab"),
    "support_base": _only(BASES, "results", "exits", "new"),
    "hours_base": _only(BASES, "treated", "exits", "results"),
    "destination": _only(BASES, *DESTINATIONS),
    "sex": SEXES,
    "pair": _only(SEXES, "women", "men"),
    "referrer": REFERRERS,
    "income": INCOMES,
    "payer": PAYERS,
    "form": FORMS,
    "effort": EFFORTS,
    "mark": MARKS,
    "outreach_kind": OUTREACH,
    "enquirer": ENQUIRERS,
    "statistic": STATISTICS,
    "spread": SPREAD,
}
# Slots whose words begin with a capital, as they mostly stand first.
SENTENCE_CASE = frozenset({"base", "flow", "result_base", "support_base", "hours_base", "destination"})
# Slots whose values depend on the team, the persons or another slot: what a value looks like.
SHAPES: dict[str, str] = {
    "band": r"\d+_\d+|under|over|unknown",
    "decade": r"\d{4}s|unknown",
    "municipality": r"\d{4}|unknown",
    "detail": "|".join(DETAILS),
    "group": r"\d{1,18}",
}


@dataclass(frozen=True)
class Choice:
    """What stands in the variable slots for one team and the persons found."""

    bands: tuple[str, ...]
    municipalities: tuple[str, ...]
    decades: tuple[str, ...]
    groups: tuple[str, ...] = ()

    def values(self, slot: str, chosen: Mapping[str, str]) -> Sequence[str]:
        """`chosen` holds the slots to the left: details depend on the destination."""
        if slot in FIXED:
            return tuple(FIXED[slot])
        if slot == "detail":
            return (*DETAILS_OF.get(chosen["destination"], ()), "other", "unknown")
        own = {"band": self.bands, "municipality": self.municipalities, "decade": self.decades}
        return (own | {"group": self.groups})[slot]


def choice(
    settings: Settings,
    municipalities: Sequence[str] = (),
    decades: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Choice:
    return Choice(
        bands=(*band_names(settings), *AGE_ENDS),
        municipalities=(*sorted({*municipalities} - {"", "unknown"}), "unknown"),
        decades=(*sorted({*DECADES, *decades} - {"unknown"}), "unknown"),
        groups=tuple(sorted(groups, key=int)),
    )


def band_names(settings: Settings) -> tuple[str, ...]:
    return tuple(f"{low}_{high}" for low, high in settings.age_bands)


def words(slot: str, value: str) -> Words:
    """The Swedish and English words for a value in a slot."""
    if slot in FIXED:
        return FIXED[slot][value]
    if slot == "detail":
        return DETAILS[value]
    if slot == "municipality":
        name = MUNICIPALITIES.get(value)
        return (name, name) if name else ("okänd kommun", "unknown municipality")
    if slot == "group":  # pages and reports write its name
        return (f"grupp {value}", f"group {value}")
    if slot == "decade":
        known = value != "unknown"
        return (
            (f"födda på {value[:4]}-talet", f"born in the {value}")
            if known
            else ("okänt födelseår", "birth unknown")
        )
    if value in AGE_ENDS:
        return AGE_ENDS[value]
    low, high = value.split("_")
    return (f"{low}–{high} år", f"{low}–{high} years")
