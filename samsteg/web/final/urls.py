from __future__ import annotations

from django.urls import path

from samsteg.web.final import template_views

urlpatterns = [
    path("", template_views.template, name="final_template"),
    path("forhandsvisning/", template_views.preview, name="final_template_preview"),
    path("version/<int:version>/", template_views.version, name="final_template_version"),
]
