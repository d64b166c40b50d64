from __future__ import annotations

from django.urls import path

from samsteg.web.today import views

urlpatterns = [path("idag/", views.today, name="today")]
