from __future__ import annotations

from django.urls import path

from samsteg.web.participants.contact import views

urlpatterns = [
    path("", views.contact, name="contact"),
    path("visa/", views.shown, name="contact_shown"),
    path("andra/", views.edit, name="contact_edit"),
    path("glom/", views.let_go, name="contact_let_go"),
]
