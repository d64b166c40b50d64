from __future__ import annotations

from django.urls import path

from samsteg.web.open_form import views

urlpatterns = [
    path("<slug:slug>/<slug:edition>/", views.start, name="open_form"),
    path("<slug:slug>/<slug:edition>/steg/<slug:step>/", views.step, name="open_form_step"),
    path("<slug:slug>/<slug:edition>/spara/", views.save, name="open_form_save"),
    path("<slug:slug>/<slug:edition>/fortsatt/", views.resume, name="open_form_resume"),
    path("<slug:slug>/<slug:edition>/ring-mig/", views.call_me, name="open_form_call"),
    path("<slug:slug>/<slug:edition>/tack/", views.thanks, name="open_form_thanks"),
]
