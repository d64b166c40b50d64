from __future__ import annotations

from django.urls import path

from samsteg.web.accounts import views

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("nytt/", views.new_account, name="new_account"),
    path("<int:user_id>/", views.account, name="one_account"),
    path("<int:user_id>/ny-lank/", views.new_link, name="new_link"),
    path("<int:user_id>/stang/", views.close, name="close_account"),
    path("<int:user_id>/oppna/", views.open_again, name="open_account"),
    path("<int:user_id>/avsluta/", views.end, name="end_account_sessions"),
]
