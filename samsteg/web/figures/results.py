"""The opening sentence, the key figures and the results of a team's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.participants.enums import ExitReason
from samsteg.reports.formats import MISSING
from samsteg.web.figures.reading import Explained, FigureReader, explained


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`base` says over whom; never left out."""

    label: str
    value: str
    base: str
    explained: tuple[Explained, ...]

    @property
    def code(self) -> str:
        """The figure itself, first among those that are explained."""
        return self.explained[0].code


@dataclass(frozen=True, slots=True)
class KeyLine:
    """`before`: the other period's value; `opens`: the code whose people can be looked at. Both may be empty."""

    figure: KeyFigure
    before: str
    opens: str


@dataclass(frozen=True, slots=True)
class Results:
    """`counts_as` names the exit reasons that the team counts as a result."""

    figures: tuple[KeyFigure, ...]
    counts_as: str
    leaves_out: str


def opening_sentence(reader: FigureReader) -> str:
    """How things are: who only reads this knows the most important thing."""
    closing, new, exits = (reader.count(f"flow.{name}") for name in ("closing", "new", "exits"))
    day = reader.found.period.last.isoformat()
    enrolled = ngettext(
        "%(count)d participant was enrolled on %(day)s.",
        "%(count)d participants were enrolled on %(day)s.",
        closing,
    )
    if not closing:
        enrolled = _("Nobody was enrolled on %(day)s.")
    words = [enrolled % {"count": closing, "day": day}]
    started = ngettext("%(count)d began in the period", "%(count)d began in the period", new) % {"count": new}
    ended = ngettext("%(count)d left", "%(count)d left", exits) % {"count": exits}
    words.append(_("%(started)s and %(ended)s.") % {"started": started, "ended": ended})
    if exits:
        results = reader.count("results.count")
        words.append(
            ngettext(
                "%(count)d of those who left had a result.",
                "%(count)d of those who left had a result.",
                results,
            )
            % {"count": results}
        )
    return " ".join(words)


def key_figures(reader: FigureReader) -> tuple[KeyFigure, ...]:
    """At most four."""
    exits, results = reader.count("flow.exits"), reader.count("results.count")
    return (
        KeyFigure(
            _("Enrolled at the end"),
            str(reader.count("flow.closing")),
            _sexes(reader, "closing"),
            explained("closing.count"),
        ),
        KeyFigure(
            _("Exits to a result"),
            _part(results, exits),
            _("%(percent)s percent of all exits") % {"percent": reader.percent("results.share")}
            if exits
            else _("nobody left in the period"),
            explained("results.count", "results.share"),
        ),
        KeyFigure(
            _("Exits to work"),
            _part(reader.count("work.count"), exits),
            _sexes(reader, "work") if exits else _("nobody left in the period"),
            explained("exits.work"),
        ),
        KeyFigure(
            _("Waiting in the queue"),
            str(reader.count("queue.count")),
            _("on %(day)s") % {"day": reader.found.period.last.isoformat()},
            explained("queue.count"),
        ),
    )


def beside(reader: FigureReader, other: FigureReader | None) -> tuple[KeyLine, ...]:
    """The key figures with those of the other period, and the way to the people behind them."""
    now = key_figures(reader)
    then = key_figures(other) if other else now
    return tuple(
        KeyLine(one, before.value if other else "", one.code if reader.count(one.code) else "")
        for one, before in zip(now, then, strict=True)
    )


def result_figures(reader: FigureReader) -> Results:
    definition = reader.found.settings.result_definition
    counted = [ExitReason(code).label for code in ExitReason.values if code in definition]
    others = [ExitReason(code).label for code in ExitReason.values if code not in definition]
    return Results(
        figures=(
            _mean(
                _("Time in the team until a result"), reader, "throughput.results.months", _("%(n)s months")
            ),
            _mean(_("To work"), reader, "throughput.work.months", _("%(n)s months")),
            _mean(_("Support before the team"), reader, "support_before.results.years", _("%(n)s years")),
            KeyFigure(
                _("Women and men with a result"),
                _("%(women)d and %(men)d")
                % {sex: reader.count(f"results.sex.{sex}") for sex in ("women", "men")},
                _over(reader.count("results.count"), _("%(count)d result"), _("%(count)d results")),
                explained("results.sex.women"),
            ),
        ),
        counts_as=", ".join(str(word).lower() for word in counted),
        leaves_out=", ".join(str(word).lower() for word in others),
    )


def _part(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else str(part)


def _mean(label: str, reader: FigureReader, code: str, unit: str) -> KeyFigure:
    value = reader.years(code) if ".years" in code else reader.months(code)
    persons = reader.persons(code)
    base = ngettext("mean over %(count)d person", "mean over %(count)d persons", persons) % {"count": persons}
    if value == MISSING:
        return KeyFigure(label, MISSING, _("nobody to count over"), explained(code))
    return KeyFigure(label, unit % {"n": value}, base, explained(code))


def _sexes(reader: FigureReader, base: str) -> str:
    women, men, other = (reader.count(f"{base}.sex.{sex}") for sex in ("women", "men", "other"))
    parts = [
        ngettext("%(count)d woman", "%(count)d women", women) % {"count": women},
        ngettext("%(count)d man", "%(count)d men", men) % {"count": men},
    ]
    if other:
        parts.append(_("%(count)d other or unknown") % {"count": other})
    return ", ".join(parts)


def _over(count: int, one: str, many: str) -> str:
    return (one if count == 1 else many) % {"count": count}
