from __future__ import annotations

from django.urls import path, re_path

from samsteg.web.report import views

urlpatterns = [
    path("", views.texts, name="report"),
    re_path(r"^rapport\.(?P<fmt>docx|pdf|html)$", views.download, name="report_file"),
]
