"""The report by the template that is being edited, as it would be printed."""

from __future__ import annotations

from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.reports.build import Choices, write_report
from samsteg.reports.render import render_html
from samsteg.statistics.values import Period
from samsteg.web.report_pictures import picture_source
from samsteg.web.report_template.working import Working


def sheets_of(actor: Actor, working: Working, period: Period) -> str:
    """HTML whose every text the renderer has escaped; empty when the template is too faulty to be looked at."""
    template = working.template()
    if template is None:
        return ""
    try:
        choices = Choices(template=template, shape=working.shape, picture_content=False)
        document = write_report(actor, working.team, period, choices).document
    except Refused:
        return ""
    return render_html(document, source=picture_source(working.team.slug))
