from __future__ import annotations

from django.urls import path

from samsteg.web.own import link_views

urlpatterns = [
    path("<slug:edition>/", link_views.open_link, name="own_link"),
    path("<slug:edition>/skriv/", link_views.write, name="own_link_write"),
    path("<slug:edition>/tack/", link_views.thanks, name="own_link_thanks"),
]
