from __future__ import annotations

from django.urls import path

from samsteg.web.workbook import downloads, past, views, with_numbers

urlpatterns = [
    path("inlasning/", views.upload, name="upload"),
    path("inlasning/mall.xlsx", downloads.template, name="workbook_template"),
    path("inlasning/historik/", past.history, name="import_history"),
    path("inlasning/historik/<int:source_id>/angra/", past.undo, name="undo_import"),
    path("inlasning/<uuid:key>/fel.xlsx", downloads.wrong_rows, name="wrong_rows"),
    path("inlasning/<uuid:key>/", views.preview, name="preview"),
    path("inlasning/<uuid:key>/avbryt/", views.cancel, name="cancel_import"),
    path("arbetsbok/personnummer/", with_numbers.with_numbers, name="workbook_with_numbers"),
    path("arbetsbok.xlsx", downloads.workbook, name="workbook"),
]
