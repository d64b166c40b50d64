from __future__ import annotations

from django.urls import path

from samsteg.web.emergency import views

urlpatterns = [
    path("nodoppning/", views.emergency, name="emergency"),
    path("nodoppning/<int:opening_id>/stang/", views.close, name="close_emergency"),
]
