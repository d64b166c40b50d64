from __future__ import annotations

from django.urls import path

from samsteg.web.participants.placements import (
    agreement_views,
    check_in_views,
    event_views,
    paper_views,
    views,
)

urlpatterns = [
    path("", views.placements, name="placements"),
    path("ny/", views.new, name="placement_new"),
    path("<uuid:series>/", views.placement, name="placement"),
    path("<uuid:series>/andra/", views.change, name="placement_change"),
    path("<uuid:series>/timmar/", event_views.hours, name="placement_hours"),
    path("<uuid:series>/timmar/ta-bort/", event_views.remove, name="placement_hours_remove"),
    path("<uuid:series>/avsluta/", event_views.end, name="placement_end"),
    path("<uuid:series>/avsluta-tidigare/", event_views.break_off, name="placement_break_off"),
    path("<uuid:series>/angra/", event_views.undo, name="placement_undo"),
    path("<uuid:series>/avstamning/", check_in_views.check_in, name="placement_check_in"),
    path("<uuid:series>/avstamning/utkast/", check_in_views.draft, name="placement_check_in_draft"),
    path(
        "<uuid:series>/avstamning/<uuid:check_in>/",
        check_in_views.correct,
        name="placement_check_in_correct",
    ),
    path("<uuid:series>/overenskommelse.pdf", paper_views.agreement, name="placement_agreement"),
    path("<uuid:series>/underskrivna/", agreement_views.add, name="placement_agreement_add"),
    path(
        "<uuid:series>/underskrivna/<int:agreement_id>/",
        agreement_views.file,
        name="placement_agreement_file",
    ),
    path(
        "<uuid:series>/underskrivna/<int:agreement_id>/ta-bort/",
        agreement_views.remove,
        name="placement_agreement_remove",
    ),
    path("<uuid:series>/avstamning.pdf", paper_views.blank, name="placement_blank"),
]
