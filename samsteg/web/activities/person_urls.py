"""One person's groups."""

from __future__ import annotations

from django.urls import path

from samsteg.web.activities import member_views

urlpatterns = [
    path("", member_views.person_groups, name="person_groups"),
    path("<uuid:series>/", member_views.group_leave, name="group_leave"),
]
