"""What stands in the parts on the design page. Nobody and nothing in it exists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django import forms

from samsteg.participants.drafts.sealed import Draft
from samsteg.reports.formats import Formats
from samsteg.web.dates import DayField
from samsteg.web.figures.reading import Explained
from samsteg.web.figures.results import KeyFigure
from samsteg.web.linked import linked
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.listing import Choice, Column, Kind, Page, narrow, page_of
from samsteg.web.participants.tables import Cell, Chip
from samsteg.web.statistics.charts import Chart, Point, step_chart

TOKENS = ("ink", "ink-2", "ink-3", "paper", "surface", "sunken", "brand", "brand-soft", "birch", "birch-soft")
TONES = ("", "ok", "warn", "bad", "brand")


class SampleForm(forms.Form):
    """One of each kind of field, each with its hint."""

    start = DayField(label="Start date", help_text="As 2026-11-23")
    coach = forms.ChoiceField(
        label="Coach",
        help_text="Whoever is responsible from the first day",
        error_messages={"required": "Choose a coach"},
        choices=[("", "Choose"), ("1", "Mika Trappsteg"), ("2", "Lo Ledstång")],
        widget=forms.Select(attrs={"class": "s-in"}),
    )
    hours = forms.IntegerField(
        label="Hours a week",
        required=False,
        help_text="Optional",
        error_messages={"invalid": "Write the hours as a number, such as 15"},
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    way = forms.ChoiceField(
        label="How did the study visit go",
        error_messages={"required": "Choose how the visit went"},
        choices=[("yes", "Wants to begin"), ("think", "Is thinking"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(
        label="The referrer has been told",
        error_messages={"required": "Tell the referrer first, then tick the box"},
    )
    note = forms.CharField(
        label="Note",
        help_text="Write what the person can read",
        error_messages={"required": "Write a sentence or two"},
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    question: str
    happens: tuple[str, ...]
    stays: tuple[str, ...]
    yes: str
    no: str
    action: str
    back: str


@dataclass(frozen=True, slots=True)
class SampleRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    count: int
    share: int  # of the longest, in hundredths


@dataclass(frozen=True, slots=True)
class SampleTable:
    caption: str
    base: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[SampleRow, ...] = ()
    bars: tuple[Bar, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Followed:
    """A line over time with its table beside."""

    chart: Chart | None
    table: SampleTable


def sample_list() -> Page[str]:
    """Of rows that are their own names."""
    kind: Kind[str] = Kind(
        chips={"all": ("All", lambda row: True), "queue": ("In the queue", lambda row: row < "M")},
        columns=(
            Column(code="name", label="Participant", text=str),
            Column(code="state", label="State", text=lambda row: "In the queue", tag=lambda row: "brand"),
            Column(code="coach", label="Coach", text=lambda row: "", order=False),
        ),
        words=lambda row: (row,),
        choices=(
            Choice(
                name="coach",
                label="Coach",
                everything="Every coach",
                code=lambda row: row[0],
                word=lambda row: "Mika Trappsteg",
            ),
        ),
        own_order="the queue's own",
    )
    asked = replace(asked_of(kind.frame, {"visa": "queue"}), count=1)
    return page_of(kind, narrow(kind, ("Alva Exempelsson", "Kim Prov"), asked, ""), asked)


def samples() -> dict[str, object]:
    """The page's context, made anew for each request: forms remember what they were given."""
    return {
        "tokens": TOKENS,
        "tones": TONES,
        "empty_form": SampleForm(auto_id="empty_%s"),
        "wrong_form": SampleForm({"start": "2026-13-01", "hours": "many"}, auto_id="wrong_%s"),
        "list": sample_list(),
        "chips": (
            Chip("All", 47, "#chips", True),
            Chip("In the queue", 7, "#chips", False),
            Chip("To be allocated", 0, "#chips", False),
        ),
        "linked_words": linked("We meet at https://example.org/room, and the door opens at nine."),
        "tabs": (Tab("Time line", "#tabs", True), Tab("Plan", "#tabs"), Tab("Consents", "#tabs")),
        "confirm": Confirm(
            question="Take back the consent to the region's psychiatry?",
            happens=("The region no longer sees the plan.", "Notes from the region are closed to the team."),
            stays=("The place in the team.", "What has already been written."),
            yes="Take back the consent",
            no="Keep",
            action="#confirm",
            back="#confirm",
        ),
        "draft": Draft({"text": ["A few words"]}, dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)),
        "table": _table(),
        "bars": SampleTable(
            "Age of the new",
            "23 new participants. Age on the day they were enrolled.",
            bars=(
                Bar("18\u201330 years", 12, 100),
                Bar("31\u201345 years", 7, 58),
                Bar("46\u201364 years", 4, 33),
            ),
        ),
        "figures": _figures(),
        "followed": _followed(),
    }


def _table() -> SampleTable:
    headings = ("Participant", "Status", "Waited", "Referrer")
    rows = [
        ("OV-2026-31", "In the queue", "96 days", "Social services"),
        ("OV-2026-07", "Enrolled", "214 days", "Region"),
    ]
    return SampleTable(
        "A table that is a pile on a phone",
        "2 participants of the practice team.",
        headings,
        tuple(
            SampleRow(name, tuple(Cell(head, text) for head, text in zip(headings[1:], texts, strict=True)))
            for name, *texts in rows
        ),
    )


def _figures() -> tuple[KeyFigure, ...]:
    return (
        KeyFigure(
            "Left to work",
            "9",
            "of 23 exits",
            (
                Explained(
                    "exits.work", "Exits to work", "exits in the period", "Avslut i perioden till arbete."
                ),
            ),
        ),
        KeyFigure(
            "Months in the team",
            "22.9",
            "mean of 14 exits to a result",
            (
                Explained(
                    "throughput.results.months",
                    "Throughput",
                    "exits to a result",
                    "Månader från inskrivning till avslut, i medeltal.",
                ),
            ),
        ),
    )


def _followed() -> Followed:
    values = {"2023": "26.1", "2024": "28.9", "2025": "23.7", "2026": "22.9"}
    return Followed(
        step_chart(
            "sample",
            "Months in the team",
            "From 26.1 months in 2023 to 22.9 in 2026. Highest 28.9 in 2024.",
            [Point(year, Decimal(value), value) for year, value in values.items()],
            Formats(),
        ),
        SampleTable(
            "The same numbers",
            "exits to a result, twelve months at a time",
            ("Year", "Months"),
            tuple(SampleRow(year, (Cell("Months", value),)) for year, value in values.items()),
        ),
    )
