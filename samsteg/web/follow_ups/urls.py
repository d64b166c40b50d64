"""The follow-ups of one person."""

from __future__ import annotations

from django.urls import path

from samsteg.web.follow_ups import change_views, extract_views, meeting_views, views

urlpatterns = [
    path("", views.follow_ups, name="follow_ups"),
    path("redan-hallen/", views.done, name="follow_up_note_done"),
    path("vila/", views.pause, name="follow_up_pause"),
    path("<uuid:series>/", meeting_views.follow_up, name="follow_up"),
    path("<uuid:series>/utkast/", meeting_views.draft, name="follow_up_draft"),
    path("<uuid:series>/flytta/", change_views.move_meeting, name="follow_up_move"),
    path("<uuid:series>/stall-in/", change_views.cancel_meeting, name="follow_up_cancel"),
    path("<uuid:series>/redan-hallen/", change_views.meeting_done, name="follow_up_done"),
    path("<uuid:series>/angra/", change_views.undo_meeting, name="follow_up_undo"),
    path("<uuid:series>/steg/<int:step_id>/", change_views.mark, name="follow_up_step"),
    path("<uuid:series>/utdrag/<int:authority_id>/", extract_views.extract, name="follow_up_extract"),
    path("<uuid:series>/kallelse/<int:authority_id>/", extract_views.invitation, name="follow_up_invitation"),
]
