"""The one place where the words of the workbook meet our codes (`workbook.md`, "Codes in figures").

Each list holds the word that is written, then other words that are understood. Case, diacritics, blanks, hyphens and
underscores make no difference when reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from samsteg.exchange.text import fold


@dataclass(frozen=True)
class CodeList:
    """`words` goes from code to the words for it, the written one first."""

    words: dict[str, tuple[str, ...]]
    code_of: dict[str, str] = field(init=False)  # folded word -> code
    written: dict[str, str] = field(init=False)  # code -> word
    choices: dict[str, str] = field(init=False)  # folded word -> the written word of its code

    def __post_init__(self) -> None:
        pairs = [(fold(word), code) for code, words in self.words.items() for word in words]
        object.__setattr__(self, "code_of", dict(pairs))
        object.__setattr__(self, "written", {code: words[0] for code, words in self.words.items()})
        object.__setattr__(self, "choices", {word: self.words[code][0] for word, code in pairs})

    @property
    def allowed(self) -> tuple[str, ...]:
        return tuple(self.written.values())


SEX = CodeList(
    {
        "women": ("K", "kvinna", "kvinnor"),
        "men": ("M", "man", "män"),
        "other": ("annat", "okänt", "annat/okänt", "annan", "okänd", "uppgift saknas"),
    }
)

REFERRER = CodeList(
    {
        "soc": (
            "soc",
            "Socialtjänsten",
            "socialtjänst",
            "socialförvaltningen",
            "socialkontoret",
            "individ- och familjeomsorgen",
            "IFO",
        ),
        "fk": ("fk", "Försäkringskassan", "försäkringskassa"),
        "af": ("af", "Arbetsförmedlingen", "arbetsförmedling"),
        "region": ("region", "Regionen", "hälso- och sjukvården"),
        "psychiatry": (
            "psykiatri",
            "psykiatrin",
            "Öppenvårdspsykiatrin",
            "öppenvårdspsykiatri",
            "allmänpsykiatrin",
            "vuxenpsykiatrin",
        ),
        "primary_care": (
            "primarvard",
            "Primärvården",
            "primärvård/vårdcentral",
            "vårdcentral",
            "vårdcentralen",
        ),
        "kaa": ("kaa", "Kommunala aktivitetsansvaret", "kommunalt aktivitetsansvar", "aktivitetsansvaret"),
        "self": ("egen", "Egenremiss", "egen remiss", "egen ansökan", "egenansökan", "eget initiativ"),
        "guardian": ("god_man", "God man", "gode man", "god man/förvaltare"),
        "probation": ("frivard", "Frivården", "kriminalvården", "kriminalvården frivården"),
        "other": ("annan", "annat", "övrig", "övriga", "övrigt"),
    }
)

NOT_ENROLLED_REASON = CodeList(
    {
        "declined": ("tackade_nej", "tackat nej", "tackar nej", "nej tack"),
        "back_to_referrer": ("ater_till_remittent", "åter till remittenten", "åter remittent"),
        "wrong_time": ("fel_tid", "fel tidpunkt"),
        "other": ("annat", "annan", "övrigt"),
    }
)

EXIT_REASON = CodeList(
    {
        "work": ("arbete", "jobb", "anställning"),
        "studies": ("studier", "utbildning"),
        "other_rehab": (
            "annan_rehab",
            "annan rehabilitering",
            "annan arbetslivsinriktad rehabilitering",
            "annan arbetsinriktad rehabilitering",
        ),
        "sickness_compensation": ("sjukersattning", "Sjukersättning"),
        "parental_leave": ("foraldraledighet", "Föräldraledighet", "föräldraledig"),
        "other": ("annat", "annan", "övrigt"),
    }
)

EXIT_DETAIL = CodeList(
    {
        "unsubsidised": ("osubventionerat", "osubventionerat arbete", "osubventionerad anställning"),
        "wage_subsidy": ("lonebidrag", "Lönebidrag", "lönebidragsanställning"),
        "extra_job": ("extratjanst", "Extratjänst"),
        "forstarkt_samarbete": ("forstarkt_samarbete", "Förstärkt samarbete"),
        "regular_job_seeking": (
            "reguljart_arbetssokande",
            "reguljärt arbetssökande",
            "reguljär arbetssökande",
        ),
        "another_municipality": ("annan_kommun", "annan kommun"),
        "daily_activity_lss": (
            "daglig_verksamhet_lss",
            "daglig verksamhet",
            "daglig verksamhet enligt LSS",
        ),
        "moved": ("flyttat", "flytt", "flyttade"),
        "deceased": ("avliden", "avlidit"),
        "back_to_referrer": ("ater_till_remittent", "åter till remittenten", "åter remittent"),
        "medical_rehab": ("medicinsk_rehab", "medicinsk rehabilitering"),
        "substance_abuse": ("missbruk", "missbruksproblem"),
        "without_support": ("utan_forsorjning", "utan försörjning"),
    }
)

INCOME = CodeList(
    {
        "social_assistance": ("forsorjningsstod", "Försörjningsstöd", "ekonomiskt bistånd", "socialbidrag"),
        "sickness_benefit": ("sjukpenning",),
        "sickness_benefit_special": ("sjukpenning_sarskilda_fall", "sjukpenning i särskilda fall"),
        "rehabilitation_benefit": ("rehabiliteringspenning", "rehabpenning"),
        "activity_compensation": ("aktivitetsersattning", "Aktivitetsersättning"),
        "sickness_compensation": ("sjukersattning", "Sjukersättning"),
        "activity_support": ("aktivitetsstod", "Aktivitetsstöd"),
        "unemployment_benefit": ("a_kassa", "A-kassa", "arbetslöshetsersättning", "arbetslöshetskassa"),
        "student_aid": ("studiemedel", "studiestöd", "CSN"),
        "parental_benefit": ("foraldrapenning", "Föräldrapenning"),
        "salary": ("lon", "Lön"),
        "none": ("ingen", "ingen försörjning", "saknar försörjning"),
        "other": ("annan", "annat", "övrigt", "annan försörjning"),
    }
)

PLACEMENT_FORM = CodeList(
    {
        "work_training": ("arbetstraning", "Arbetsträning"),
        "exploratory_placement": ("undersokande_praktik", "Undersökande praktik"),
        "work_ability_assessment": ("arbetsformagebedomning", "Arbetsförmågebedömning"),
        "study_visit": ("studiebesok", "Studiebesök"),
    }
)

EFFORT = CodeList(
    {
        "forstarkt_samarbete": ("forstarkt_samarbete", "Förstärkt samarbete"),
        "af_programme": ("af_program", "Program hos Arbetsförmedlingen"),
        "treatment": ("vard", "Behandling eller rehabilitering i vården"),
        "substance_treatment": ("missbruksvard", "Behandling för missbruk"),
        "social_support": ("socialt_stod", "Stöd från socialtjänsten"),
        "adult_education": ("vuxenutbildning", "Vuxenutbildning", "komvux", "sfi"),
        "study_counselling": ("studievagledning", "Studie- och yrkesvägledning"),
        "study_help": ("studiehjalp", "Individuell studiehjälp"),
    }
)

FOUND_BY = CodeList(
    {
        "person": ("person", "deltagaren", "själv"),
        "coach": ("teamet", "handledaren"),
        "employer": ("arbetsgivaren", "arbetsgivare"),
        "authority": ("myndighet", "remittenten"),
        "other": ("annan", "någon annan"),
    }
)

INSURED_BY = CodeList(
    {
        "social_insurance": ("fk", "Försäkringskassan"),
        "employment_service": ("af", "Arbetsförmedlingen"),
        "municipality": ("kommun", "kommunen"),
        "region": ("region", "regionen"),
        "employer": ("arbetsgivaren", "arbetsgivare"),
        "other": ("annan", "någon annan"),
    }
)

ENDED_HOW = CodeList(
    {
        "completed": ("som_planerat", "som planerat", "avslutad"),
        "broken_off": ("tidigare", "avbruten", "tidigare än planerat"),
    }
)

DECIDED_BY = CodeList(
    {
        "person": ("person", "deltagaren"),
        "employer": ("arbetsgivaren", "arbetsgivare"),
        "team": ("teamet",),
        "authority": ("myndighet", "remittenten"),
        "together": ("tillsammans", "gemensamt"),
    }
)

BREAK_REASON = CodeList(
    {
        "other_way": ("annan_vag", "annan väg"),
        "tasks": ("uppgifter", "andra uppgifter"),
        "not_now": ("inte_nu", "inte nu"),
        "changed": ("andrat", "ändrat på arbetsplatsen"),
        "travel": ("resan", "resvägen"),
        "job": ("arbete_eller_studier", "arbete eller studier"),
        "other": ("annat", "annat skäl"),
    }
)

PLACEMENT_OUTCOME = CodeList(
    {
        "work_there": ("arbete_dar", "arbete på platsen"),
        "work_elsewhere": ("annat_arbete", "arbete någon annanstans"),
        "continues_elsewhere": ("annan_plats", "fortsätter på annan plats"),
        "more_hours": ("fler_timmar", "fler timmar"),
        "knows_more": ("vet_mer", "vet mer om vad som fungerar"),
        "studies": ("studier",),
        "pause": ("paus", "en paus"),
        "other": ("annat",),
    }
)

SIGNED_BY = CodeList(
    {
        "person": ("deltagaren", "person"),
        "employer": ("arbetsgivaren", "arbetsgivare"),
        "team": ("teamet",),
    }
)

GROUP_KIND = CodeList(
    {
        "meeting_place": ("träffpunkt",),
        "forest": ("skogsgrupp",),
        "creative": ("skapande grupp", "skapande"),
        "social": ("social grupp",),
        "startup": ("startgrupp",),
        "introduction": ("introduktionsgrupp",),
        "solution_focus": ("lösningsfokus", "lösningsfokuserad grupp"),
        "theme": ("temagrupp", "tema"),
        "exercise": ("träning", "friskvård"),
        "mindfulness": ("mindfulness", "medveten närvaro"),
        "work_training": ("arbetsträningsgrupp",),
        "other": ("annan grupp", "annan"),
    }
)

THRESHOLD = CodeList({"low": ("låg", "låg tröskel"), "next_step": ("nästa steg",)})

JOINING = CodeList(
    {"members": ("medlemmar", "med medlemmar"), "drop_in": ("drop-in", "den som kommer", "öppen")}
)

PLACE_KIND = CodeList({"room": ("rum", "lokal"), "outdoors": ("ute", "utomhus"), "digital": ("digitalt",)})

MARK = CodeList(
    {
        "present": ("här", "närvarande"),
        "digital": ("digitalt", "digital"),
        "excused": ("anmäld borta", "anmäld frånvaro"),
        "absent": ("borta", "frånvarande"),
        "came_by": ("kom förbi",),
    }
)

SESSION_STATE = CodeList(
    {
        "planned": ("planerat", "planerad"),
        "moved": ("flyttat", "flyttad"),
        "held": ("hållet", "hållen"),
        "cancelled": ("inställt", "inställd"),
    }
)

CHANGE_REASON = CodeList(
    {
        "holiday": ("helg", "helg eller ledig dag", "ledig dag"),
        "leader_away": ("ledare borta", "ledaren är borta"),
        "few": ("få kunde komma",),
        "weather": ("vädret",),
        "place": ("lokalen", "platsen"),
        "other": ("annat", "annat skäl"),
    }
)

SESSION_DECIDED_BY = CodeList(
    {
        "team": ("teamet",),
        "partner": ("partner", "den vi håller gruppen med"),
        "place": ("lokalen", "den som har lokalen"),
    }
)

BUDGET_PERIOD = CodeList(
    {
        "full_year": ("helår", "hela året", "jan-dec", "januari-december", "år"),
        "first_half": ("jan-jun", "januari-juni", "första halvåret", "halvår 1", "H1"),
        "second_half": ("jul-dec", "juli-december", "andra halvåret", "halvår 2", "H2"),
    }
)

UNIT = CodeList(
    {
        "months": ("mån", "månad", "månader"),
        "years": ("år",),
        "count": ("st", "antal", "personer", "deltagare"),
        "percent": ("%", "procent"),
        "sek": ("kr", "kronor", "SEK"),
    }
)

YES_NO = CodeList({"yes": ("ja", "j", "sant", "true", "x"), "no": ("nej", "n", "falskt", "false")})

# Words that Excel and LibreOffice show in place of a value they couldn't compute, in English and Swedish.
CELL_FAULTS = frozenset(
    {
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#N/A",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#GETTING_DATA",
        "#REFERENS!",
        "#DIVISION/0!",
        "#VÄRDEFEL!",
        "#NAMN?",
        "#SAKNAS!",
        "#SKÄRNING!",
        "#OGILTIGT!",
    }
)
UNDECIDED = fold("ej beslutad")
ASSOCIATION_WORD = fold("samordningsförbund")
