from __future__ import annotations

from django.urls import path

from samsteg.web.log_review import alarm_views, search_views, views

urlpatterns = [
    path("larm/", alarm_views.alarms, name="officer_alarms"),
    path("larm/<int:alarm_id>/", alarm_views.see, name="see_alarm"),
    path("logg/", views.months, name="officer_log"),
    path("logg/lotta/", views.draw, name="draw_log_sample"),
    path("logg/vem-sag-vad/", search_views.search, name="officer_log_search"),
    path("logg/granska/<int:item_id>/", views.decide, name="decide_log_review"),
    path("logg/<slug:month>/", views.month, name="officer_log_month"),
]
