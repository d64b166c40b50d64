from __future__ import annotations

from django.urls import path

from samsteg.web.emergency import officer_views

urlpatterns = [
    path("nodoppning/", officer_views.rights, name="emergency_rights"),
    path("nodoppning/<int:right_id>/avsluta/", officer_views.end, name="end_emergency_right"),
]
