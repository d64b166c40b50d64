from __future__ import annotations

from django.urls import path

from samsteg.web.referring import views

urlpatterns = [
    path("", views.my_referrals, name="my_referrals"),
    path("skriv/<slug:step>/", views.write, name="write_my_referral"),
    path("blankett/<slug:edition>/", views.blank, name="my_referral_blank"),
    path("<int:referral_id>/", views.my_referral, name="my_referral"),
]
