"""What the final documentation tells of days and decisions, and of what has changed from start to exit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from samsteg.participants.enums import ExitDetail, ExitReason, Referrer
from samsteg.participants.models import Stay
from samsteg.participants.plans.records import ReadScale
from samsteg.participants.way.enums import Education, ExtensionReason, Moment, Occupation, TrialOutcome
from samsteg.participants.way.models import Trial
from samsteg.participants.way.selectors import Ending
from samsteg.reports.document import Block, Column, Table, row
from samsteg.reports.final.shape import Shape
from samsteg.web.final.known import Known
from samsteg.web.participants import words
from samsteg.web.participants.head import whole_months


def days(known: Known, shape: Shape) -> Iterator[Block]:
    columns = (Column(_("What")), Column(_("How it is")))
    rows = tuple(row(label, value) for label, value in _time(known) if value)
    yield Table(key="time", caption=_("Days and those responsible"), base="", columns=columns, rows=rows)


def _time(known: Known) -> list[tuple[str, str]]:
    stay = known.stay.stay
    ends, before = stay.exited_on, stay.support_before_months
    months = str(whole_months(stay.enrolled_on, ends)) if stay.enrolled_on and ends else ""
    return [
        (_("Referrer"), words.word(Referrer, stay.referrer)),
        (_("Referral"), str(stay.referred_on or "")),
        (_("Months in public support before the start"), "" if before is None else words.number(before)),
        (_("Start"), str(stay.enrolled_on or "")),
        (_("Exit"), str(ends or "")),
        (_("Whole months in the team"), months),
        (_("Trial period"), _trial(known.trial)),
        (_("Planned end"), ", ".join(_ending(one) for one in reversed(known.endings))),
        (_("Led to"), _led_to(stay)),
        (_("Coaches"), ", ".join(known.coaches)),
    ]


def _led_to(stay: Stay) -> str:
    extent = (
        _("%(percent)d per cent") % {"percent": stay.exit_extent_percent} if stay.exit_extent_percent else ""
    )
    detail = words.word(ExitDetail, stay.exit_detail)
    told = (words.word(ExitReason, stay.exit_reason), detail, stay.exit_detail_text, extent)
    return ", ".join(part for part in told if part)


def _trial(trial: Trial | None) -> str:
    if trial is None:
        return ""
    return ", ".join(part for part in (str(trial.ends_on), words.word(TrialOutcome, trial.outcome)) if part)


def _ending(one: Ending) -> str:
    reason = words.word(ExtensionReason, one.reason)
    return _("%(planned)s (decided %(decided)s: %(reason)s)") % {
        "planned": one.planned_on,
        "decided": one.decided_on,
        "reason": reason.lower(),
    }


def before_and_after(known: Known, shape: Shape) -> Iterator[Block]:
    stay = known.stay.stay
    start, end = (known.situations.get(moment) for moment in (Moment.START, Moment.EXIT))
    rows = (
        row(_("Income"), words.incomes(stay.income_start), words.incomes(stay.income_exit)),
        row(
            _("What the days hold"),
            words.word(Occupation, start.occupation) if start else "",
            words.word(Occupation, end.occupation) if end else "",
        ),
        row(_("Education"), words.word(Education, start.education) if start else "", ""),
        row(_("Scale 0 to 10, the participant's own number"), *_scale(known.scale)),
    )
    columns = (Column(_("What")), Column(_("At the start")), Column(_("At the exit")))
    yield Table(key="change", caption=_("What has changed"), base="", columns=columns, rows=rows)


def _scale(scale: Sequence[ReadScale]) -> tuple[str, str]:
    if not scale:
        return "", ""
    first, last = scale[0].values, scale[-1].values
    return f"{first.own} ({first.read_on})", f"{last.own} ({last.read_on})"
