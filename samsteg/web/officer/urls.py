from __future__ import annotations

from django.urls import path

from samsteg.web.officer import consent_texts, protected_views, views

urlpatterns = [
    path("", views.staff, name="officer_staff"),
    path("roll/<int:membership_id>/avsluta/", views.end_role, name="end_role"),
    path("roll/<int:membership_id>/behall/", views.keep_role, name="keep_role"),
    path("skyddade/", protected_views.protected, name="officer_protected"),
    path("skyddade/<int:naming_id>/avsluta/", protected_views.end, name="end_naming"),
    path("beslut/", views.rules, name="officer_rules"),
    path("samtyckesblankett/", consent_texts.consent_text, name="officer_consent_text"),
    path("beslut/personuppgiftsansvarig/<int:decision_id>/", views.controller, name="officer_controller"),
    path("beslut/<slug:name>/", views.rule, name="officer_rule"),
]
