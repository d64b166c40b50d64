from __future__ import annotations

from django.urls import path

from samsteg.web.employers import part_views, twin_views, views

urlpatterns = [
    path("", views.employers, name="employers"),
    path("arbetsgivare.xlsx", views.excel, name="employers_excel"),
    path("ny/", views.new, name="employer_new"),
    path("namn/", twin_views.name, name="employer_name"),
    path("<int:employer_id>/", views.employer, name="employer"),
    path("<int:employer_id>/andra/", views.change, name="employer_change"),
    path("<int:employer_id>/fraga-igen/", part_views.ask, name="employer_ask"),
    path("<int:employer_id>/lagg-till/<str:part>/", part_views.add, name="employer_add"),
    path("<int:employer_id>/ta-bort/", part_views.remove, name="employer_remove"),
    path("<int:employer_id>/dokument/<int:document_id>/", part_views.document, name="employer_document"),
    path("<int:employer_id>/samma-som/", twin_views.merge, name="employer_merge"),
    path("<int:employer_id>/dela-igen/", twin_views.split, name="employer_split"),
]
