from __future__ import annotations

from django.urls import path

from samsteg.web.visits import list_views, views

urlpatterns = [
    path("", views.visits, name="visits"),
    path("lista/", list_views.visit_list, name="visit_list"),
    path("lista/studiebesok.xlsx", list_views.excel, name="visits_excel"),
    path("tider/", views.slots, name="visit_slots"),
    path("tider/<int:slot_id>/avsluta/", views.slot_ended, name="end_visit_slot"),
    path("<int:person_id>/", views.person_visits, name="person_visits"),
    path("<int:person_id>/<int:visit_id>/", views.visit, name="visit"),
]
