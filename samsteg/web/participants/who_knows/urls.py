from __future__ import annotations

from django.urls import path

from samsteg.web.participants.who_knows import views

urlpatterns = [
    path("", views.page, name="who_knows"),
    path("vem-vet-vad.pdf", views.pdf, name="who_knows_pdf"),
    path("undantag/", views.withheld, name="withheld"),
    path("undantag/<int:withheld_id>/upphor/", views.end_withheld, name="end_withheld"),
]
