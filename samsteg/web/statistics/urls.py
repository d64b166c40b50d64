from __future__ import annotations

from django.urls import path

from samsteg.web.statistics import published_views, saved, views

urlpatterns = [
    path("", views.room, name="statistics"),
    path("tid/", views.room, {"part": "time"}, name="statistics_time"),
    path("insatser/", views.room, {"part": "efforts"}, name="statistics_efforts"),
    path("budget/", views.room, {"part": "budget"}, name="statistics_budget"),
    path("jamforelse/", views.room, {"part": "comparison"}, name="statistics_comparison"),
    path("rader/", views.rows, name="figure_rows"),
    path("siffror.xlsx", views.excel, name="statistics_excel"),
    path("vyer/", saved.save, name="save_view"),
    path("vyer/<int:view_id>/ta-bort/", saved.end, name="end_view"),
    path("vyer/<int:view_id>/ta-tillbaka/", saved.bring_back, name="bring_back_view"),
    path("redovisat/", published_views.published, name="published"),
    path("redovisat/<int:row_id>/", published_views.change, name="change_published"),
    path("redovisat/<int:row_id>/ta-bort/", published_views.take_away, name="take_away_published"),
    path("redovisat/<int:row_id>/ta-tillbaka/", published_views.bring_back, name="bring_back_published"),
]
