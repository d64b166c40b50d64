"""What the practice team's people are called and how they are reached: made up so plainly that nobody is found by it.

The telephone numbers are from the series that the Swedish regulator keeps free for books and films; the mail addresses
end in a domain that is reserved for examples. A person is called the same whichever day the team is loaded.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Prime numbers of names, one of them not the other: a first and a last name meet again after 29 x 31 people.
WOMEN = _words(
    "Alva Amina Astrid Birgit Daniela Ebba Elif Fatima Freja Gunilla Hawa Hedda Ingrid Iryna Jasmin Karin Leila Linnea"
    " Maj Märta Nadja Nora Olga Parisa Ronja Saga Siv Tuulikki Zoja"
)
MEN = _words(
    "Abdi Ali Anders Arvid Bertil Dawit Elias Emil Folke Gustav Hassan Henrik Ivar Jonas Karim Lars Malte Mehmet Nils"
    " Omar Ossian Pekka Pär Ragnar Sixten Tariq Ture Viktor Åke"
)
EITHER = ("Kim", "Robin", "Love", "Sam", "Charlie")
LAST = _words(
    "Exempelsson Påhittad Låtsasson Övningsberg Testström Fabelund Fantasén Sagolind Fejksson Påhittsson Provdal"
    " Tänkomsson Inbilldahl Övningsdotter Exempelberg Modellqvist Skenlund Utkastén Blindström Fabulerad Diktberg"
    " Platshållare Mallgren Repetersson Kulissén Tillsvidare Konstgjord Namnsson Prövostig Nästanberg Overklig"
)
REACH = (
    "",
    "Helst efter klockan tio.",
    "Skicka sms först, så svarar jag.",
    "Ring inte på fredagar.",
    "",
    "Brev går bäst. Ring bara om det brådskar.",
    "Låt det ringa länge.",
)
WAYS = ("text", "call", "text", "mail", "letter")
LANGUAGES = {7: "arabiska", 13: "tigrinja", 22: "ukrainska", 31: "dari"}
RELATIONS = ("syster", "granne", "vuxen son", "god man")


@dataclass(frozen=True, slots=True)
class Called:
    first: str
    last: str


def called(person: str, sex: str) -> Called:
    """`person`: the id of a life, OVNING-2025-07 or, of who never started, OVNING-2025-N2."""
    place = _place(person)
    firsts = {"women": WOMEN, "men": MEN}.get(sex, EITHER)
    return Called(firsts[place * 11 % len(firsts)], LAST[place * 12 % len(LAST)])


def reached(person: str, sex: str) -> dict[str, str]:
    """Contact data, by the fields of `people.contact.Contact`; not everybody has given everything."""
    place, name = _place(person), called(person, sex)
    found = {
        "phone": _phone(place),
        "street": f"Påhittsgatan {1 + place % 89}",
        "postal_code": "000 00",
        "city": "Påhittköping",
        "way": WAYS[place % len(WAYS)],
        "reach": REACH[place % len(REACH)],
        "interpreter": LANGUAGES.get(place % 37, ""),
    }
    if place % 3 != 1:
        found["mail"] = f"{_plain(name.first)}.{_plain(name.last)}@example.com"
    if place % 4 == 0:
        other = called(f"OVNING-{2000 + place % 25}-{1 + place % 19}", "")
        found |= {
            "emergency_name": f"{other.first} {name.last}",
            "emergency_phone": _phone(place + 40),
            "emergency_relation": RELATIONS[place // 4 % len(RELATIONS)],
        }
    return {field: value for field, value in found.items() if value}


def _place(person: str) -> int:
    """A number of each person's own."""
    _start, year, number = person.split("-")
    within = 50 + int(number[1:]) if number.startswith("N") else int(number)
    return (int(year) - 2000) * 60 + within


def _phone(place: int) -> str:
    return f"070-17406{5 + place % 95:02}"


def _plain(word: str) -> str:
    """In the letters of a mail address."""
    taken_apart = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in taken_apart if sign.isascii() and sign.isalpha())
