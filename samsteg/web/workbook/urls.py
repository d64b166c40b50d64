from __future__ import annotations

from django.urls import path

from samsteg.web.workbook import downloads, views

urlpatterns = [
    path("inlasning/", views.upload, name="upload"),
    path("inlasning/mall.xlsx", downloads.template, name="workbook_template"),
    path("inlasning/<uuid:key>/", views.preview, name="preview"),
    path("inlasning/<uuid:key>/avbryt/", views.cancel, name="cancel_import"),
    path("arbetsbok.xlsx", downloads.workbook, name="workbook"),
]
