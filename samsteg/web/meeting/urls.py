from __future__ import annotations

from django.urls import path

from samsteg.web.meeting import person_views, views

urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("<int:meeting_id>/", views.meeting, name="meeting"),
    path("<int:meeting_id>/kommer/", views.join, name="meeting_join"),
    path("<int:meeting_id>/gast/", views.guest, name="meeting_guest"),
    path("<int:meeting_id>/gar/<int:presence_id>/", views.goes, name="meeting_leave"),
    path("<int:meeting_id>/avsluta/", views.end, name="meeting_end"),
    path("<int:meeting_id>/oppna/", views.reopen, name="meeting_reopen"),
    path("<int:meeting_id>/genomgang/", person_views.walk, name="meeting_walk"),
    path("<int:meeting_id>/genomgang/<int:person_id>/", person_views.person, name="meeting_person"),
]
