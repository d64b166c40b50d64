"""One person's groups."""

from __future__ import annotations

from django.urls import path

from samsteg.web.activities import attendance_views, member_views, name_views, person_marks

urlpatterns = [
    path("", member_views.person_groups, name="person_groups"),
    path("narvaro/", attendance_views.person_attendance, name="person_attendance"),
    path("narvaro/excel/", attendance_views.person_attendance_excel, name="person_attendance_excel"),
    path("markera/", person_marks.person_marks, name="person_marks"),
    path("fornamn/<int:group_id>/<int:to_team_id>/", name_views.shared_name, name="shared_name"),
    path("<uuid:series>/", member_views.group_leave, name="group_leave"),
]
