from __future__ import annotations

from django.urls import path

from samsteg.web.figures import views

urlpatterns = [
    path("", views.team, name="team"),
]
