"""The team's groups."""

from __future__ import annotations

from django.urls import path

from samsteg.web.activities import (
    attendance_views,
    group_views,
    one_group,
    plan_views,
    put_in_views,
    roll_views,
    term_views,
)

urlpatterns = [
    path("", group_views.groups, name="groups"),
    path("excel/", group_views.groups_excel, name="groups_excel"),
    path("ny/", group_views.group_new, name="group_new"),
    path("stangda-dagar/", group_views.group_closed_days, name="group_closed_days"),
    path("<int:group_id>/", one_group.group, name="group"),
    path("<int:group_id>/andra/", group_views.group_edit, name="group_edit"),
    path("<int:group_id>/planera/", plan_views.group_plan, name="group_plan"),
    path("<int:group_id>/termin/<int:term_id>/", term_views.group_term, name="group_term"),
    path("<int:group_id>/tillfalle/", plan_views.group_session_new, name="group_session_new"),
    path("<int:group_id>/med/", put_in_views.group_put_in, name="group_put_in"),
    path("<int:group_id>/narvaro/", attendance_views.group_attendance, name="group_attendance"),
    path(
        "<int:group_id>/narvaro/excel/",
        attendance_views.group_attendance_excel,
        name="group_attendance_excel",
    ),
    path("upprop/<uuid:series>/", roll_views.roll_call, name="roll_call"),
    path("upprop/<uuid:series>/lista/", roll_views.roll_list, name="roll_list"),
    path("upprop/<uuid:series>/andra/", plan_views.group_session, name="group_session"),
]
