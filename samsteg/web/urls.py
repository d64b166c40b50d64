from __future__ import annotations

from django.urls import include, path

from samsteg.web import home

urlpatterns = [
    path("", home.home, name="home"),
    path("konton/", include("samsteg.web.accounts.urls")),
    path("design/", include("samsteg.web.design.urls")),
    path("ansvar/<slug:slug>/", include("samsteg.web.officer.urls")),
    path("ansvar/<slug:slug>/", include("samsteg.web.log_review.urls")),
    path("ansvar/<slug:slug>/", include("samsteg.web.emergency.officer_urls")),
    path("mina-uppdrag/<slug:slug>/", include("samsteg.web.referring.urls")),
    path("min-sida/", include("samsteg.web.own.urls")),
    path("svar/", include("samsteg.web.own.link_urls")),
    path("uppdrag/", include("samsteg.web.open_form.urls")),
    path("team/<slug:slug>/", include("samsteg.web.figures.urls")),
    path("team/<slug:slug>/siffror/", include("samsteg.web.statistics.urls")),
    path("team/<slug:slug>/", include("samsteg.web.today.urls")),
    path("team/<slug:slug>/", include("samsteg.web.way.urls")),
    path("team/<slug:slug>/deltagare/", include("samsteg.web.emergency.urls")),
    path("team/<slug:slug>/deltagare/nya/", include("samsteg.web.referrals.urls")),
    path("team/<slug:slug>/deltagare/besok/", include("samsteg.web.visits.urls")),
    path("team/<slug:slug>/deltagare/", include("samsteg.web.participants.urls")),
    path("team/<slug:slug>/deltagare/", include("samsteg.web.protection.urls")),
    path("team/<slug:slug>/deltagare/", include("samsteg.web.own.staff_urls")),
    path("upprop/", include("samsteg.web.offline.urls")),
    path("kalender/", include("samsteg.web.calendar.own_urls")),
    path("team/<slug:slug>/kalender/", include("samsteg.web.calendar.urls")),
    path("team/<slug:slug>/uppfoljningar/", include("samsteg.web.follow_ups.team_urls")),
    path("team/<slug:slug>/grupper/", include("samsteg.web.activities.urls")),
    path("team/<slug:slug>/arbetsgivare/", include("samsteg.web.employers.urls")),
    path("team/<slug:slug>/utatriktat/", include("samsteg.web.outreach.urls")),
    path("team/<slug:slug>/teamet/blanketter/", include("samsteg.web.blanks.urls")),
    path("team/<slug:slug>/teamet/slutdokumentation/", include("samsteg.web.final.urls")),
    path("team/<slug:slug>/teamet/", include("samsteg.web.team.urls")),
    path("team/<slug:slug>/teamet/moten/", include("samsteg.web.meeting.urls")),
    path("team/<slug:slug>/teamet/overlamning/", include("samsteg.web.meeting.hand_over_urls")),
    path("team/<slug:slug>/", include("samsteg.web.workbook.urls")),
    path("team/<slug:slug>/rapportmall/", include("samsteg.web.report_template.urls")),
    path("team/<slug:slug>/rapport/", include("samsteg.web.report.urls")),
]
