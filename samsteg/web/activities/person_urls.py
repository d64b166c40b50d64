"""One person's groups."""

from __future__ import annotations

from django.urls import path

from samsteg.web.activities import member_views, person_marks

urlpatterns = [
    path("", member_views.person_groups, name="person_groups"),
    path("markera/", person_marks.person_marks, name="person_marks"),
    path("<uuid:series>/", member_views.group_leave, name="group_leave"),
]
