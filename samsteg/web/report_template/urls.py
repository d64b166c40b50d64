from __future__ import annotations

from django.urls import path, re_path

from samsteg.web.report_template import views

urlpatterns = [
    path("", views.overview, name="report_template"),
    path("utkast/", views.start, name="report_template_start"),
    path("i-bruk/", views.use, name="report_template_use"),
    path("forhandsvisning/", views.preview, name="report_template_preview"),
    re_path(r"^(?P<step>rubriker|tabeller|ord|titelsida)/$", views.step, name="report_template_step"),
    re_path(r"^bild/(?P<digest>[0-9a-f]{64})/$", views.image, name="report_image"),
]
