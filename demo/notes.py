"""What is noted of invented lives: the same words on the same days, whichever day one looks. Some fall silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

BACK = dt.timedelta(days=84)
BLOCK = 4  # weeks: so long a silence lasts
SILENT = 8  # one in so many is silent for a block


@dataclass(frozen=True, slots=True)
class ExampleNote:
    on: dt.date
    form: str
    text: str


TEXTS = (
    ("talk", "Pratade om veckan som varit. Morgnarna går lättare när något är bestämt kvällen före."),
    ("talk", "Gick igenom vad som hjälper när det blir mycket. Skrev ner tre saker att ha i mobilen."),
    ("talk", "Tittade på planen tillsammans. Nästa lilla steg får vara kvar en vecka till."),
    ("walk", "Gick en runda i skogen. Orkade längre än förra gången och var nöjd med det."),
    ("walk", "Promenad till busshållplatsen och tillbaka. Vill pröva att åka två hållplatser nästa gång."),
    ("phone", "Ringde för att höra hur det är. Allt som vanligt, ses på torsdag."),
    ("phone", "Ringde själv och flyttade tiden. Bokade en ny samma vecka."),
    ("digital", "Kort videosamtal. Fyllde i ansökan tillsammans, den skickas i morgon."),
    ("message", "Svarade på sms att det går bra att komma en kvart senare."),
)


def notes_of(own_id: str, first: dt.date, last: dt.date) -> Iterator[ExampleNote]:
    """Between the days, inclusive: at most one a week, and none in the weeks of a silence. Oldest first."""
    monday = first - dt.timedelta(days=first.weekday())
    while monday <= last:
        week = monday.toordinal() // 7
        silent = Random(f"{own_id} {week // BLOCK}").randrange(SILENT) == 0
        turn = Random(f"{own_id} {week} note")
        on = monday + dt.timedelta(days=turn.randrange(5))
        form, text = turn.choice(TEXTS)
        if not silent and first <= on <= last:
            yield ExampleNote(on, form, text)
        monday += dt.timedelta(days=7)
