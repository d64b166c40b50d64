from __future__ import annotations

from django.urls import path, register_converter

from samsteg.participants.way.enums import Step
from samsteg.web.final import views as final_views
from samsteg.web.way import queue_views, step_views, team_views

# What a step is called in an address.
WORDS = {
    Step.VISIT: "studiebesok",
    Step.RECEIVE_MISSION: "uppdrag-mottaget",
    Step.PRIORITISE: "fortur",
    Step.END_PRIORITY: "avsluta-fortur",
    Step.PAUSE: "pausa",
    Step.RESUME: "avsluta-paus",
    Step.ENROL: "skriv-in",
    Step.PROLONG_TRIAL: "forlang-provotid",
    Step.CONTINUE: "provotid-slut",
    Step.EXTEND: "planerat-slut",
    Step.EXIT: "avsluta",
    Step.END_REFERRAL: "avsluta-utan-start",
}
STEPS = {word: step for step, word in WORDS.items()}


class StepConverter:
    regex = "|".join(STEPS)

    def to_python(self, value: str) -> Step:
        return STEPS[value]

    def to_url(self, value: Step | str) -> str:
        return WORDS[Step(value)]


register_converter(StepConverter, "step")

person = "deltagare/<int:person_id>/vagen/"
urlpatterns = [
    path("ko/", queue_views.queue, name="queue"),
    path("ko/ko.xlsx", queue_views.excel, name="queue_excel"),
    path("ko/stopp/", queue_views.stop, name="intake_stop"),
    path("ko/stopp/avsluta/", queue_views.end, name="end_intake_stop"),
    path("deltagare/<int:person_id>/kobrev/", queue_views.letter, name="queue_letter"),
    path("flode/", team_views.flow, name="flow"),
    path("teamet/vanliga-tider/", team_views.usual_times_page, name="way_settings"),
    path(person, step_views.way, name="way"),
    path(f"{person}angra/", step_views.undo, name="way_undo"),
    path(f"{person}handledare/", step_views.coach, name="way_coach"),
    path(
        f"{person}slutdokumentation.docx",
        final_views.final_documentation,
        {"fmt": "docx"},
        name="final_word",
    ),
    path(f"{person}slutdokumentation.pdf", final_views.final_documentation, {"fmt": "pdf"}, name="final_pdf"),
    path(f"{person}tillbaka/", step_views.comes_back, name="way_return"),
    path(f"{person}<step:step>/", step_views.step, name="way_step"),
    path(f"{person}<step:step>/<int:part>/", step_views.part, name="way_part"),
    path(f"{person}<step:step>/kontrollera/", step_views.check, name="way_check"),
]
