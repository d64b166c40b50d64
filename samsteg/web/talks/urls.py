"""The booked talks of one person."""

from __future__ import annotations

from django.urls import path

from samsteg.web.talks import views

urlpatterns = [
    path("", views.talks, name="talks"),
    path("<uuid:series>/", views.talk, name="talk"),
]
