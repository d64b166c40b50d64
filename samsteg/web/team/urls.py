from __future__ import annotations

from django.urls import path

from samsteg.web.team import views

urlpatterns = [
    path("", views.the_team, name="the_team"),
]
