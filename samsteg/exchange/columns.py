"""The sheets and columns of the workbook, declared as data. The contract is the agreement's workbook.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from samsteg.exchange import mappings
from samsteg.exchange.mappings import CodeList
from samsteg.exchange.text import fold

README_TITLE = "Läs mig"


class SheetName(StrEnum):
    """Our names of the sheets; the titles in the file stand in `SHEETS`."""

    TEAM = "team"
    STAYS = "stays"
    BUDGET = "budget"
    POSITIONS = "positions"
    PLACEMENTS = "placements"
    HOURS = "hours"
    EFFORTS = "efforts"
    GROUPS = "groups"
    ATTENDANCE = "attendance"
    REPORTED = "reported"


class Kind(StrEnum):
    """How a cell is read; the readers stand in `cells.py`."""

    ID = "id"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    BIRTH = "birth"
    CODE = "code"
    CODES = "codes"
    DETAIL = "detail"
    YES_NO = "yes_no"
    PERSONNUMMER = "personnummer"
    MUNICIPALITY = "municipality"
    YEAR = "year"
    WHOLE = "whole"
    DECIMAL = "decimal"
    KRONOR = "kronor"


@dataclass(frozen=True, kw_only=True)
class Column:
    """`key` names the value in `ParsedRow.values`, `more_keys` the further values that the same cell gives.

    `required`: the column must be there and no cell in it empty. `needed`: the column must be there.
    """

    header: str
    key: str
    kind: Kind
    more_keys: tuple[str, ...] = ()
    required: bool = False
    needed: bool = False
    codes: CodeList | None = None
    default: str | None = None
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    places: int = 2
    is_percent: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *self.more_keys)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`key` are the values that name a row; `one_of` groups of keys of which one column at least must be there."""

    name: SheetName
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    ordinal: bool = False  # equal keys are told apart by their order in the file
    one_of: tuple[tuple[str, ...], ...] = ()
    by_key: dict[str, Column] = field(init=False)
    by_header: dict[str, Column] = field(init=False)  # folded header

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})
        object.__setattr__(self, "by_header", {fold(column.header): column for column in self.columns})


def _id(header: str, key: str, *, required: bool = False) -> Column:
    return Column(header=header, key=key, kind=Kind.ID, required=required, max_length=80)


def _text(header: str, key: str, *, required: bool = False, max_length: int = 200) -> Column:
    return Column(header=header, key=key, kind=Kind.TEXT, required=required, max_length=max_length)


def _date(header: str, key: str, *, required: bool = False) -> Column:
    return Column(header=header, key=key, kind=Kind.DATE, required=required)


def _code(
    header: str, key: str, codes: CodeList, *, required: bool = False, default: str | None = None
) -> Column:
    return Column(header=header, key=key, kind=Kind.CODE, codes=codes, required=required, default=default)


def _hours(header: str) -> Column:
    return Column(header=header, key="hours_per_week", kind=Kind.DECIMAL, minimum=0, maximum=168, places=1)


def _whole(header: str, key: str, minimum: int, maximum: int) -> Column:
    return Column(header=header, key=key, kind=Kind.WHOLE, minimum=minimum, maximum=maximum)


def _kronor(header: str, key: str) -> Column:
    return Column(header=header, key=key, kind=Kind.KRONOR)


TEAM = Sheet(
    name=SheetName.TEAM,
    title="Team",
    key=(),
    columns=(
        _text("Namn", "name", required=True),
        Column(header="Kommun", key="municipality_code", kind=Kind.MUNICIPALITY),
        _text("Förbund", "association"),
        _date("Period från", "period_from"),
        _date("Period till", "period_to"),
        _text("Personuppgiftsansvarig", "controller"),
    ),
)
TEAM_HEADERS = ("Fält", "Värde")

STAYS = Sheet(
    name=SheetName.STAYS,
    title="Ärenden",
    key=("own_id",),
    one_of=(("born_on", "personnummer"), ("referred_on", "mission_received_on", "enrolled_on")),
    columns=(
        _id("Ärende", "own_id", required=True),
        _id("Person", "person_own_id"),
        Column(header="Personnummer", key="personnummer", kind=Kind.PERSONNUMMER),
        Column(header="Född", key="born_on", kind=Kind.BIRTH, more_keys=("birth_year",)),
        Column(header="Kön", key="sex", kind=Kind.CODE, codes=mappings.SEX, needed=True),
        Column(header="Kommun", key="municipality_code", kind=Kind.MUNICIPALITY),
        _code("Remittent", "referrer", mappings.REFERRER),
        _date("Remitterad", "referred_on"),
        _date("Studiebesök", "study_visit_on"),
        _date("Uppdrag mottaget", "mission_received_on"),
        _date("Inskriven", "enrolled_on"),
        _date("Avslutad", "exited_on"),
        _date("Ej inskriven", "not_enrolled_on"),
        _code("Skäl ej inskriven", "not_enrolled_reason", mappings.NOT_ENROLLED_REASON),
        _code("Avslutsorsak", "exit_reason", mappings.EXIT_REASON),
        Column(
            header="Avslut preciserat",
            key="exit_detail",
            kind=Kind.DETAIL,
            more_keys=("exit_detail_text",),
            codes=mappings.EXIT_DETAIL,
        ),
        Column(
            header="Omfattning vid avslut",
            key="exit_extent_percent",
            kind=Kind.WHOLE,
            minimum=0,
            maximum=100,
            is_percent=True,
        ),
        Column(header="Tidigt avhopp", key="early_exit", kind=Kind.YES_NO),
        Column(
            header="Försörjning vid inskrivning", key="income_start", kind=Kind.CODES, codes=mappings.INCOME
        ),
        Column(header="Försörjning vid avslut", key="income_exit", kind=Kind.CODES, codes=mappings.INCOME),
        Column(
            header="Månader i offentlig försörjning före",
            key="support_before_months",
            kind=Kind.DECIMAL,
            minimum=0,
            maximum=1200,
        ),
        _text("Handledare", "coach", max_length=150),
        _date("Samtycke till teamet", "team_consent_on"),
        _date("Förstärkt samarbete från", "parallel_started_on"),
        _date("Förstärkt samarbete till", "parallel_ended_on"),
    ),
)

BUDGET = Sheet(
    name=SheetName.BUDGET,
    title="Budget",
    key=("year", "period", "name"),
    columns=(
        Column(header="År", key="year", kind=Kind.YEAR, required=True),
        _code("Period", "period", mappings.BUDGET_PERIOD, default="full_year"),
        _text("Rad", "name", required=True),
        _kronor("Äskat", "requested_sek"),
        _kronor("Beviljat", "granted_sek"),
        _kronor("Utfall halvår", "actual_half_year_sek"),
        _kronor("Utfall", "actual_sek"),
        _kronor("Prognos", "forecast_rest_sek"),
    ),
)

POSITIONS = Sheet(
    name=SheetName.POSITIONS,
    title="Personal",
    key=("role", "organisation", "started_on"),
    ordinal=True,
    columns=(
        _text("Roll", "role", required=True, max_length=120),
        _text("Organisation", "organisation"),
        Column(header="Procent", key="percent", kind=Kind.DECIMAL, minimum=0, maximum=100, is_percent=True),
        _date("Från", "started_on", required=True),
        _date("Till", "ended_on"),
        _text("Anmärkning", "remark", max_length=500),
    ),
)

PLACEMENTS = Sheet(
    name=SheetName.PLACEMENTS,
    title="Arbetsträning",
    key=("own_id", "employer", "started_on"),
    columns=(
        _id("Ärende", "own_id", required=True),
        _text("Arbetsgivare", "employer", required=True),
        _code("Form", "form", mappings.PLACEMENT_FORM, required=True),
        _date("Från", "started_on", required=True),
        _date("Till", "ended_on"),
        _hours("Timmar per vecka"),
        _code("Hittad av", "found_by", mappings.FOUND_BY),
        _code("Försäkring", "insured_by", mappings.INSURED_BY),
        _code("Hur det slutade", "ended_how", mappings.ENDED_HOW),
        _code("Vems beslut", "decided_by", mappings.DECIDED_BY),
        _code("Skäl", "break_reason", mappings.BREAK_REASON),
        _code("Ledde till", "outcome", mappings.PLACEMENT_OUTCOME),
        _text("Uppgifter", "tasks", max_length=10_000),
        _text("Stöd", "support", max_length=10_000),
        _date("Avtal undertecknat", "signed_on"),
        Column(header="Undertecknat av", key="signed_by", kind=Kind.CODES, codes=mappings.SIGNED_BY),
    ),
)

HOURS = Sheet(
    name=SheetName.HOURS,
    title="Timmar",
    key=("own_id", "employer", "started_on", "valid_from"),
    columns=(
        _id("Ärende", "own_id", required=True),
        _text("Arbetsgivare", "employer", required=True),
        _date("Från", "started_on", required=True),
        _date("Gäller från", "valid_from", required=True),
        _hours("Timmar per vecka"),
    ),
)

EFFORTS = Sheet(
    name=SheetName.EFFORTS,
    title="Insatser",
    key=("own_id", "code", "started_on"),
    columns=(
        _id("Ärende", "own_id", required=True),
        _code("Insats", "code", mappings.EFFORT, required=True),
        _date("Från", "started_on", required=True),
        _date("Till", "ended_on"),
    ),
)

GROUPS = Sheet(
    name=SheetName.GROUPS,
    title="Grupper",
    key=("group",),
    columns=(
        _text("Grupp", "group", required=True, max_length=120),
        _code("Slag", "kind", mappings.GROUP_KIND, required=True),
        _text("Syfte", "purpose", max_length=500),
        _code("Tröskel", "threshold", mappings.THRESHOLD, default="low"),
        _code("Vem som kommer", "joining", mappings.JOINING, default="members"),
        _whole("Platser", "capacity", 1, 200),
        _code("Platsens slag", "place_kind", mappings.PLACE_KIND, default="room"),
        _text("Plats", "place", max_length=300),
        Column(header="Avslutar prövotiden", key="ends_trial", kind=Kind.YES_NO),
        _text("Följs av", "follows_into", max_length=120),
        _text("Ledare", "leaders", max_length=500),
        _date("Till", "ended_on"),
    ),
)

ATTENDANCE = Sheet(
    name=SheetName.ATTENDANCE,
    title="Närvaro",
    key=("group", "on_day", "starts_at", "own_id"),
    columns=(
        _text("Grupp", "group", required=True, max_length=120),
        _date("Dag", "on_day", required=True),
        Column(header="Från", key="starts_at", kind=Kind.TIME),
        Column(header="Till", key="ends_at", kind=Kind.TIME),
        _id("Ärende", "own_id"),
        _code("Markering", "mark", mappings.MARK),
        _code("Tillfället", "state", mappings.SESSION_STATE),
        _date("Flyttat från", "moved_from_on"),
        _code("Skäl", "reason", mappings.CHANGE_REASON),
        _code("Vems beslut", "decided_by", mappings.SESSION_DECIDED_BY),
        _whole("Gäster", "guest_count", 0, 200),
        _whole("Partners deltagare", "partner_count", 0, 200),
    ),
)

REPORTED = Sheet(
    name=SheetName.REPORTED,
    title="Redovisat",
    key=("figure", "period_from", "period_to"),
    ordinal=True,
    columns=(
        _text("Mått", "figure", required=True),
        _date("Period från", "period_from", required=True),
        _date("Period till", "period_to", required=True),
        Column(header="Värde", key="value", kind=Kind.DECIMAL, required=True, places=4),
        _code("Enhet", "unit", mappings.UNIT),
        _text("Källa", "source", max_length=500),
    ),
)

SHEETS: dict[SheetName, Sheet] = {
    sheet.name: sheet
    for sheet in (
        TEAM,
        STAYS,
        BUDGET,
        POSITIONS,
        PLACEMENTS,
        HOURS,
        EFFORTS,
        GROUPS,
        ATTENDANCE,
        REPORTED,
    )
}
SHEET_BY_TITLE: dict[str, Sheet] = {fold(sheet.title): sheet for sheet in SHEETS.values()}
