from __future__ import annotations

from django.urls import path

from samsteg.web.calendar import feed_views

urlpatterns = [
    path("min/", feed_views.own_feed, name="own_feed"),
    path("<str:secret>.ics", feed_views.feed, name="feed"),
]
