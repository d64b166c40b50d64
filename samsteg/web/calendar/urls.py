from __future__ import annotations

from django.urls import path

from samsteg.web.calendar import away_views, event_views, sheet, views, wheel_views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("incheckning/", views.check_in, name="check_in"),
    path("borta/", away_views.days_away, name="calendar_away"),
    path("veckoblad/", sheet.week_sheet, name="week_sheet"),
    path("nytt/", event_views.event_new, name="calendar_event_new"),
    path("eget/<int:event_id>/", event_views.event, name="calendar_event"),
    path("eget/<int:event_id>/ta-bort/", event_views.event_removed, name="calendar_event_removed"),
    path("eget/<int:event_id>/dag/", event_views.event_day, name="calendar_event_day"),
    path("arshjul/", wheel_views.wheel, name="year_wheel"),
    path("arshjul/<uuid:series>/", wheel_views.deadline, name="deadline"),
    path("arshjul/<uuid:series>/avsluta/", wheel_views.deadline_ended, name="deadline_ended"),
    path("arshjul/<uuid:series>/klart/", wheel_views.deadline_done, name="deadline_done"),
]
