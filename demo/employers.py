"""Invented employers of the practice team. None of them is anybody's workplace."""

from __future__ import annotations

from dataclasses import dataclass

from demo.words import EMPLOYERS


@dataclass(frozen=True, slots=True)
class ExampleEmployer:
    """`ask_in`: days until one asks again (0: today); `said` is what was said `said_ago` days ago."""

    sector: str
    tasks: str
    at_once_most: int | None
    contact: str
    said: str
    said_ago: int
    ask_in: int | None = None
    why: str = ""


EXAMPLES = (
    ExampleEmployer(
        "food", "Disk, degbord, butik", 2, "Elvira Påhittad", "Tar gärna emot två förmiddagar.", 12
    ),
    ExampleEmployer(
        "outdoors", "Rensa, plantera", 3, "Nils Övning", "Lugnt nu, mer i mars.", 40, 0, "planerar våren"
    ),
    ExampleEmployer("trade", "Sortera, laga, kassa", 1, "Maja Exempel", "Vill börja med två timmar.", 25),
    ExampleEmployer("food", "Disk, servering, sallad", 2, "Otto Påhittad", "Har skor att låna.", 60),
    ExampleEmployer(
        "office", "Skanna, ställa upp böcker", 1, "Saga Övning", "Prövar gärna i liten skala.", 90
    ),
    ExampleEmployer("association", "Sortera, sälja", 4, "Tuva Påhittad", "Tar emot på kort varsel.", 8),
    ExampleEmployer(
        "transport", "Lasta, plocka order", 1, "Ivar Exempel", "Fullt just nu.", 30, 38, "ny säsong"
    ),
    ExampleEmployer(
        "care", "Tvätt, fika, sällskap", None, "Elis Övning", "Ny chef snart.", 70, 45, "ny chef"
    ),
)
MORE = ("Lingonstigens hittepåhem",)


def named_examples() -> list[tuple[str, ExampleEmployer]]:
    """The names of the workbook's placements first, so that the register knows them."""
    return list(zip((*EMPLOYERS, *MORE), EXAMPLES, strict=False))


EMPLOYER_VIEW = (
    "Kommer i tid och frågar när något är oklart.",
    "Hittar rätt själv och hjälper nya in i rutinerna.",
)
PERSON_VIEW = ("Tycker om morgnarna. Vill pröva en dag till.", "Känner sig behövd. Bussen hem går tätare nu.")
AGREED = ("En timme till om dagen från nästa månad.", "Handledaren ringer om två veckor.")
