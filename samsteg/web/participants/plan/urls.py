from __future__ import annotations

from django.urls import path

from samsteg.web.participants.plan import paper_views, scale_views, step_views, views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("utkast/", views.draft, name="plan_draft"),
    path("del/<slug:part>/<int:source_id>/", views.text, name="plan_text"),
    path("steg/nytt/<slug:kind>/", step_views.new, name="plan_step_new"),
    path("steg/<uuid:series>/", step_views.change, name="plan_step"),
    path("steg/<uuid:series>/klart/", step_views.close, name="plan_step_close"),
    path("steg/<uuid:series>/igen/", step_views.again, name="plan_step_again"),
    path("skala/", scale_views.new, name="plan_scale"),
    path("skala/<uuid:series>/", scale_views.correct, name="plan_scale_correct"),
    path("skala/<uuid:series>/ta-tillbaka/", scale_views.take_back, name="plan_scale_take_back"),
    path("papper/<slug:edition>/", paper_views.page, name="plan_paper"),
    path("papper/<slug:edition>/pdf/", paper_views.pdf, name="plan_pdf"),
]
