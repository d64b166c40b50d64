from __future__ import annotations

from django.urls import path

from samsteg.web.protection import views

urlpatterns = [
    path("skyddade/", views.protected, name="protected_participants"),
    path("skyddade/<int:count_id>/ta-tillbaka/", views.take_back, name="take_back_unregistered"),
    path("<int:person_id>/skydd/", views.protection, name="participant_protection"),
]
