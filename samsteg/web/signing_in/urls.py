"""Of allauth's addresses only these exist: no sign-up, no reset by mail."""

from __future__ import annotations

from django.urls import path

from samsteg.web.signing_in import views

urlpatterns = [
    path("logga-in/", views.SignIn.as_view(), name="account_login"),
    path("logga-ut/", views.SignOut.as_view(), name="account_logout"),
]
