from __future__ import annotations

from django.urls import path

from samsteg.web.referrals import list_views, question_views, reader_views, views, writing

urlpatterns = [
    path("", list_views.referrals, name="referrals"),
    path("uppdrag.xlsx", list_views.excel, name="referrals_excel"),
    path("skriv/<slug:step>/", writing.write, name="write_referral"),
    path("fragor/", question_views.questions, name="referral_questions"),
    path("blankett/<slug:edition>/", question_views.blank, name="referral_blank"),
    path("ring/<int:call_id>/", views.called, name="call_back_done"),
    path("<int:referral_id>/", views.referral, name="referral"),
    path("<int:referral_id>/ta-hand-om/", views.take, name="take_referral"),
    path("<int:referral_id>/avsluta/", views.end, name="end_referral"),
    path("<int:referral_id>/besvarad/", views.answered, name="answer_referral"),
    path("<int:referral_id>/lasare/", reader_views.readers, name="referral_readers"),
    path("<int:referral_id>/fil/<int:file_id>/", views.file, name="referral_file"),
]
