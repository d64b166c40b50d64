from __future__ import annotations

from django.urls import path

from samsteg.web.blanks import views

urlpatterns = [
    path("", views.blanks, name="blanks"),
    path("<slug:key>/<slug:edition>/", views.blank, name="blank"),
]
