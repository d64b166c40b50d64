from __future__ import annotations

from django.urls import path

from samsteg.web.outreach import enquiry_views, views

urlpatterns = [
    path("", views.outreach, name="outreach"),
    path("utatriktat.xlsx", views.excel, name="outreach_excel"),
    path("nytt/", views.new, name="outreach_new"),
    path("<uuid:series>/", views.one, name="outreach_one"),
    path("<uuid:series>/ta-tillbaka/", views.taken_back, name="outreach_taken_back"),
    path("fragor/", enquiry_views.enquiries, name="outreach_enquiries"),
    path("fragor/<uuid:series>/", enquiry_views.enquiry, name="outreach_enquiry"),
    path(
        "fragor/<uuid:series>/ta-tillbaka/",
        enquiry_views.enquiry_taken_back,
        name="outreach_enquiry_taken_back",
    ),
]
