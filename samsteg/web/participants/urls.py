from __future__ import annotations

from django.urls import include, path

from samsteg.web.participants import find_views, person_views, views, write_views
from samsteg.web.participants.consents import blank_views

urlpatterns = [
    path("", views.participants, name="participants"),
    path("som-representant/", views.represented, name="participants_represented"),
    path("skriv/", write_views.write, name="write_note"),
    path("hitta/", find_views.find, name="participants_find"),
    path("deltagare.xlsx", views.excel, name="participants_excel"),
    path("samtycken/", blank_views.ending, name="consents_ending"),
    path("<int:person_id>/samtycken/", include("samsteg.web.participants.consents.urls")),
    path("<int:person_id>/", person_views.person, name="participant"),
    path("<int:person_id>/personnummer/", person_views.personnummer, name="participant_personnummer"),
    path("<int:person_id>/uppgifter/", include("samsteg.web.participants.contact.urls")),
    path("<int:person_id>/ratta/", include("samsteg.web.participants.corrections.urls")),
    path("<int:person_id>/vem-vet-vad/", include("samsteg.web.participants.who_knows.urls")),
    path("<int:person_id>/plan/", include("samsteg.web.participants.plan.urls")),
    path("<int:person_id>/runt/", include("samsteg.web.participants.around.urls")),
    path("<int:person_id>/anteckningar/", include("samsteg.web.participants.notes.urls")),
    path("<int:person_id>/grupper/", include("samsteg.web.activities.person_urls")),
    path("<int:person_id>/arbetstraning/", include("samsteg.web.participants.placements.urls")),
    path("<int:person_id>/uppfoljningar/", include("samsteg.web.follow_ups.urls")),
    path("<int:person_id>/samtal/", include("samsteg.web.talks.urls")),
]
