"""Where exits lead. Every exit has exactly one destination; they sum to all exits."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind, Total, Words
from samsteg.statistics.values import Unit


def _exit_indicator(code: str, label: str, definition: Words, formula: str, same_as: str = "") -> Indicator:
    return Indicator(
        code=code,
        label_sv=label,
        label_en=label.replace("utan tidiga avhopp", "early exits left out"),
        definition=definition,
        base=("Avslut", "Exits"),
        unit=Unit.PERSONS,
        source_events=("exited",),
        formula=formula,
        n_of="exits.count",
        same_as=same_as,
    )


_DETAIL = (
    "Antal avslut till målet med preciseringen; egna ord eller en precisering som inte hör till målet, är övrigt.",
    "The number of exits that lead here with this detail; own words, or a detail of another destination, are other.",
)
_WITHOUT = (
    "Antal avslut till målet som inte är tidiga avhopp, för tabeller där avhoppen har en egen kolumn.",
    "The number of exits that lead here and are not early, for tables where early exits have a column of their own.",
)
INDICATORS = (
    _exit_indicator(
        "exits.<destination>",
        "{destination}",
        (
            "Antal avslut till det här målet under perioden; tidiga avhopp ingår.",
            "The number of exits in the period that lead here; early exits are included.",
        ),
        "antal i exits med målet; målen summerar till exits",
        same_as="<destination>.count",
    ),
    _exit_indicator(
        "exits.<destination>.<pair>",
        "{destination}, {pair}",
        (
            "Antal avslut till det här målet under perioden, efter kön; tidiga avhopp ingår.",
            "The number of exits in the period that lead here, by sex; early exits are included.",
        ),
        "antal i exits med målet och könet",
        same_as="<destination>.sex.<pair>",
    ),
    _exit_indicator(
        "exits.<destination>.<detail>",
        "{destination}: {detail}",
        _DETAIL,
        "antal i exits med målet och preciseringen; de summerar till målet",
    ),
    _exit_indicator(
        "exits.<destination>.<detail>.<pair>",
        "{destination}: {detail}, {pair}",
        _DETAIL,
        "antal i exits med målet, preciseringen och könet",
    ),
    _exit_indicator(
        "exits.<destination>.without_early",
        "{destination}, utan tidiga avhopp",
        _WITHOUT,
        "antal i exits med målet och utan märket tidigt avhopp; med dropouts summerar de till exits",
    ),
    _exit_indicator(
        "exits.<destination>.without_early.<pair>",
        "{destination}, utan tidiga avhopp, {pair}",
        _WITHOUT,
        "som ovan för kvinnor respektive män",
    ),
    Indicator(
        code="results.share",
        label_sv="Andel avslut till resultat",
        label_en="Share of exits to a result",
        definition=(
            "Avslut till resultat som andel av alla avslut; tidiga avhopp ingår i nämnaren.",
            "Exits to a result as a share of all exits; early exits are part of the denominator.",
        ),
        base=("Avslut", "Exits"),
        unit=Unit.SHARE,
        source_events=("exited",),
        formula="results.count / exits.count",
        kind=Kind.STATISTIC,
    ),
)
FRAGMENTS = (
    """
    SELECT 'exits.' || reason || coalesce('.' || detail, '.without_early') || coalesce('.' || sex, ''),
        CASE WHEN detail IS NULL THEN count(*) FILTER (WHERE NOT early_exit) ELSE count(*) END::numeric, NULL::bigint
    FROM members WHERE base = 'exits'
    GROUP BY GROUPING SETS ((reason), (reason, sex), (reason, detail), (reason, detail, sex))
    HAVING sex IS DISTINCT FROM 'other'
    """,
)
_EXITS = "count(*) FILTER (WHERE base = 'exits')"
TOTALS = (
    Total(
        "results.share", f"count(*) FILTER (WHERE base = 'results')::numeric / NULLIF({_EXITS}, 0)", _EXITS
    ),
)
