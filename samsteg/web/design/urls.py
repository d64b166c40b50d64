from __future__ import annotations

from django.urls import path

from samsteg.web.design import views

urlpatterns = [
    path("", views.design, name="design"),
]
