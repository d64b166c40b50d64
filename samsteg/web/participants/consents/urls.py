from __future__ import annotations

from django.urls import path

from samsteg.web.participants.consents import blank_views, views

urlpatterns = [
    path("", views.consents, name="consents"),
    path("nytt/<slug:kind>/", views.give, name="give_consent"),
    path("utan-samtycke/", views.disclosure, name="disclosure"),
    path("blankett/<slug:edition>/", blank_views.blank, name="consent_blank"),
    path("<int:consent_id>/", views.consent, name="consent"),
    path("<int:consent_id>/avsluta/", views.end, name="end_consent"),
    path("<int:consent_id>/papper/", views.paper, name="consent_paper"),
]
