"""The team's follow-ups."""

from __future__ import annotations

from django.urls import path

from samsteg.web.follow_ups import team_views

urlpatterns = [
    path("", team_views.team_follow_ups, name="team_follow_ups"),
    path("uppfoljningar.xlsx", team_views.excel, name="team_follow_ups_excel"),
    path("tider/", team_views.times, name="follow_up_times"),
]
