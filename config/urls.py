from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("konto/", include("allauth.account.urls")),
    path("", include("samsteg.web.urls")),
]
