from __future__ import annotations

from django.urls import path

from samsteg.web.participants.corrections import views

urlpatterns = [
    path("", views.person, name="correct_person"),
    path("<int:stay_id>/", views.stay, name="correct_stay"),
]
