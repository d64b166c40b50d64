"""The access table's rows of reports and their templates; what they mean stands in test_table."""

from __future__ import annotations

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]

REPORTS: dict[str, tuple[Answers, Answers]] = {
    "report": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "report_open": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "report_section": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "report_checks": ((LOGIN, 200, 200, 404), (LOGIN, 409, 409, 404)),
    "report_text": ((LOGIN, 405, 405, 405), (LOGIN, 303, 303, 404)),
    "report_draft": ((LOGIN, 405, 405, 405), (LOGIN, 200, 200, 404)),
    "report_pictures": ((LOGIN, 405, 405, 405), (LOGIN, 422, 422, 404)),
    "report_template": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "report_template_start": ((LOGIN, 405, 405, 405), (LOGIN, 403, 422, 404)),
    "report_template_use": ((LOGIN, 405, 405, 405), (LOGIN, 403, 422, 404)),
    "report_template_preview": ((LOGIN, 403, 200, 404), (LOGIN, 403, 200, 404)),
    "report_template_step": ((LOGIN, 403, 200, 404), (LOGIN, 403, 302, 404)),
    "report_image": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "report_file": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
}
