from __future__ import annotations

from django.urls import path

from samsteg.web.participants.corrections import decided_views, views

urlpatterns = [
    path("", views.person, name="correct_person"),
    path("<int:stay_id>/", views.stay, name="correct_stay"),
    path("<int:stay_id>/beslut/", decided_views.decided, name="correct_decided"),
]
