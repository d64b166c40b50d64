from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("konto/", include("samsteg.web.signing_in.urls")),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("", include("samsteg.web.urls")),
]

handler403 = "samsteg.web.refusals.forbidden"
handler404 = "samsteg.web.refusals.not_found"
handler500 = "samsteg.web.refusals.server_error"
