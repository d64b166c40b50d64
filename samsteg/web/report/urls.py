from __future__ import annotations

from django.urls import path, re_path, register_converter

from samsteg.web.report import check_views, picture_views, views, writing_views
from samsteg.web.report.addresses import PeriodConverter

register_converter(PeriodConverter, "period")

urlpatterns = [
    path("", views.index, name="report"),
    re_path(r"^rapport\.(?P<fmt>docx|pdf|html)$", views.download, name="report_file"),
    path("<period:period>/", views.section, name="report_open"),
    path("<period:period>/kontroller/", check_views.checks, name="report_checks"),
    path("<period:period>/<int:number>/", views.section, name="report_section"),
    path("<period:period>/<str:place>/text/", writing_views.text, name="report_text"),
    path("<period:period>/<str:place>/bilder/", picture_views.pictures, name="report_pictures"),
    path("<period:period>/<str:place>/utkast/", writing_views.draft, name="report_draft"),
]
