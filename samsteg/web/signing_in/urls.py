"""Of allauth's addresses only these exist: no sign-up, no reset by mail. allauth looks its own up by these names."""

from __future__ import annotations

from django.urls import path

from samsteg.web.signing_in import confirming, eid, factors, invited, my_account, views

urlpatterns = [
    path("", my_account.my_account, name="my_account"),
    path("logga-in/", views.SignIn.as_view(), name="account_login"),
    path("logga-in/steg-tva/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("logga-in/nyckel/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("logga-ut/", views.SignOut.as_view(), name="account_logout"),
    path("bekrafta/", confirming.confirm, name="account_reauthenticate"),
    path("losenord/", my_account.ChangePassword.as_view(), name="account_change_password"),
    path("paminnelser/", my_account.daily_mail, name="my_daily_mail"),
    path("enheter/avsluta/", my_account.end_session, name="end_session"),
    path("enheter/avsluta-andra/", my_account.end_other_sessions, name="end_other_sessions"),
    path("andra-steget/", factors.second_factor, name="second_factor"),
    path("app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("app/ta-bort/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("nyckel/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("nyckel/<int:pk>/ta-bort/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("reservkoder/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("reservkoder/nya/", factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("e-leg/<slug:slug>/", eid.start, name="eid_start"),
    path("e-leg/<slug:slug>/svar/", eid.answer, name="eid_answer"),
    path("e-leg/<int:pk>/ta-bort/", eid.disconnect, name="eid_disconnect"),
    path("inbjudan/", invited.accept, name="accept_invitation"),
    path("inbjudan/<str:secret>/", invited.invitation, name="invitation"),
]
