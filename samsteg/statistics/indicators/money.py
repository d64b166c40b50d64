"""Staff, budget and what the money gave. Budget amounts are read by samsteg.budget; here stands what they mean."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind, Words
from samsteg.statistics.values import Unit

_ROWS = ("Budgetens rader", "The rows of the budget")


def _money(
    code: str, label_sv: str, label_en: str, definition: Words, formula: str, base: Words = _ROWS
) -> Indicator:
    return Indicator(
        code=code,
        label_sv=label_sv,
        label_en=label_en,
        definition=definition,
        base=base,
        unit=Unit.SEK,
        source_events=("budget",),
        formula=formula,
        kind=Kind.MONEY,
    )


def _cost(per: str, sv: str, en: str, many: str) -> Indicator:
    count = {"treated": "treated.count", "exit": "exits.count", "result": "results.count"}[per]
    return _money(
        f"cost.per_{per}",
        f"Kostnad per {sv}",
        f"Cost per {en}",
        (
            f"Utfallet delat med antalet {sv}; finns bara när budgetens period är densamma.",
            f"The actual cost divided by the number of {many}; there only when the period of the budget is the same.",
        ),
        f"budget.actual / {count}",
        ("Budgetens utfall", "The actual cost of the budget"),
    )


_DEVIATION = (
    "Beviljat minus utfall, eller minus prognos där utfall saknas; plus betyder att pengar finns kvar.",
    "Granted minus actual, or minus forecast where there is no actual; plus means that money is left.",
)
_LEFT = "budget.granted − summan av raderna (utfall, annars utfall hittills + prognos)"
INDICATORS = (
    Indicator(
        code="staff.fte",
        label_sv="Årsarbetskrafter",
        label_en="Full-time equivalents",
        definition=(
            "Medelvärdet över periodens dagar av summan av personalens sysselsättningsgrad.",
            "The mean over the period's days of the sum of what the staff work, as parts of full time.",
        ),
        base=("Personalens rader", "The rows of the staff"),
        unit=Unit.FTE,
        source_events=("position",),
        formula="summan över dagar av procent / 100, delad med antalet dagar; tom procent räknas som 0",
        kind=Kind.STATISTIC,
    ),
    _cost("treated", "deltagare", "participant", "participants"),
    _cost("exit", "avslut", "exit", "exits"),
    _cost("result", "avslut till resultat", "exit to a result", "exits to a result"),
    _money(
        "budget.requested",
        "Äskat",
        "Requested",
        ("Det teamet äskade.", "What the team requested."),
        "summan av raderna",
    ),
    _money(
        "budget.granted",
        "Beviljat",
        "Granted",
        ("Det förbundet beviljade.", "What the association granted."),
        "summan av raderna; en beviljad totalsumma fördelas efter äskat",
    ),
    _money(
        "budget.granted.rows",
        "Beviljat per rad",
        "Granted per row",
        (
            "Beviljat per rad i arbetsbokens ordning, utan raden Totalt.",
            "Granted per row in the order of the workbook, without the row Totalt.",
        ),
        "radens belopp, eller dess del av totalsumman i hela kronor efter största rest, så att delarna summerar exakt",
    ),
    _money(
        "budget.actual",
        "Utfall",
        "Actual",
        (
            "Det som använts under budgetens hela period.",
            "What was used during the whole period of the budget.",
        ),
        "summan av raderna",
    ),
    _money(
        "budget.forecast",
        "Prognos för hela perioden",
        "Forecast for the whole period",
        (
            "Utfallet hittills och prognosen för resten av perioden.",
            "What has been used so far and the forecast for the rest of the period.",
        ),
        "summan av raderna: utfall hittills + prognos",
    ),
    _money("budget.deviation", "Avvikelse mot beviljat", "Deviation from granted", _DEVIATION, _LEFT),
    _money(
        "budget.remaining", "Kvar av beviljat", "Left of granted", _DEVIATION, "samma som budget.deviation"
    ),
    _money(
        "budget.deviation_requested",
        "Avvikelse mot äskat",
        "Deviation from requested",
        (
            "Äskat minus utfall, eller minus prognos där utfall saknas.",
            "Requested minus actual, or minus forecast where there is no actual.",
        ),
        _LEFT.replace("budget.granted", "budget.requested"),
    ),
)
FRAGMENTS = (
    """
    SELECT 'staff.fte',
        coalesce(sum(coalesce(p.percent, 0) / 100 * (
            least(coalesce(p.ended_on, %(last)s::date), %(last)s::date) - greatest(p.started_on, %(first)s::date) + 1
        )), 0) / (%(last)s::date - %(first)s::date + 1),
        count(*)
    FROM staffing_position p
    WHERE p.team_id = %(team)s AND [known p]
        AND p.started_on <= %(last)s::date AND coalesce(p.ended_on >= %(first)s::date, true)
    """,
)
