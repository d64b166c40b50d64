from __future__ import annotations

from django.urls import path

from samsteg.web.own import views

urlpatterns = [
    path("", views.home, name="own_home"),
    path("<slug:edition>/", views.page, name="own_page"),
    path("<slug:edition>/plan/", views.plan, name="own_plan"),
    path("<slug:edition>/vem-vet-vad/", views.knows, name="own_who_knows"),
    path("<slug:edition>/skriv/<slug:what>/", views.write, name="own_write"),
    path("<slug:edition>/samtycke/", views.consent_blank, name="own_consent_blank"),
    path("<slug:edition>/ovning/", views.practice, name="own_practice"),
    path("<slug:edition>/team/", views.choose, name="own_choose"),
    path("<slug:edition>/logga-ut/", views.sign_out, name="own_sign_out"),
]
