from __future__ import annotations

from django.urls import path

from samsteg.web.offline import views

urlpatterns = [
    path("", views.shell, name="offline_roll"),
    path("sw.js", views.worker, name="offline_worker"),
    path("lage/", views.state, name="offline_state"),
    path("paket/", views.package, name="offline_package"),
    path("skicka/", views.marks, name="offline_marks"),
]
