from __future__ import annotations

from django.urls import path

from samsteg.web.participants.around import effort_views, views

urlpatterns = [
    path("", views.around, name="around"),
    path("nagon/", views.new, name="around_new"),
    path("nagon/<uuid:series>/", views.change, name="around_one"),
    path("insats/", effort_views.new, name="effort_new"),
    path("insats/<int:stay_id>/<slug:code>/<int:ordinal>/", effort_views.change, name="effort"),
    path(
        "insats/<int:stay_id>/<slug:code>/<int:ordinal>/ta-bort/",
        effort_views.take_back,
        name="effort_take_back",
    ),
]
