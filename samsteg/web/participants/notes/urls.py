from __future__ import annotations

from django.urls import path

from samsteg.web.participants.notes import views

urlpatterns = [
    path("", views.notes, name="notes"),
    path("ny/", views.new, name="note_new"),
    path("sok/", views.search, name="notes_search"),
    path("utkast/", views.draft, name="note_draft"),
    path("<uuid:series>/", views.note, name="note"),
    path("<uuid:series>/utkast/", views.draft, name="note_correction_draft"),
    path("<uuid:series>/ta-tillbaka/", views.retract, name="note_retract"),
]
