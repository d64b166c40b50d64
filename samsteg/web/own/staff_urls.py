from __future__ import annotations

from django.urls import path

from samsteg.web.own import show_views, staff_views

urlpatterns = [
    path("<int:person_id>/egen-sida/", staff_views.own_access, name="own_access"),
    path("<int:person_id>/egen-sida/lank/", staff_views.make, name="own_link_make"),
    path(
        "<int:person_id>/egen-sida/lank/<int:link_id>/ta-tillbaka/",
        staff_views.revoke,
        name="own_link_revoke",
    ),
    path("<int:person_id>/egen-sida/<int:message_id>/klart/", staff_views.done, name="own_message_done"),
    path("<int:person_id>/visa/plan/<slug:edition>/", show_views.plan, name="show_plan"),
    path("<int:person_id>/visa/vem-vet-vad/", show_views.knows, name="show_who_knows"),
]
