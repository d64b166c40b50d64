from __future__ import annotations

from django.urls import path

from samsteg.web.meeting import hand_over_views

urlpatterns = [
    path("<int:coach_id>/", hand_over_views.sheet, name="hand_over"),
    path("<int:coach_id>/overlamning.pdf", hand_over_views.paper, {"fmt": "pdf"}, name="hand_over_pdf"),
    path("<int:coach_id>/overlamning.docx", hand_over_views.paper, {"fmt": "docx"}, name="hand_over_word"),
]
