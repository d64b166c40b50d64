"""Addresses of the program and one more: a page of the team with the frame and nothing in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.cache import never_cache

from config.urls import urlpatterns as addresses
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

SOURCE = (
    "{% extends 'base.html' %}{% block title %}Tom{% endblock %}{% block content %}<h1>Tom</h1>{% endblock %}"
)
template = engines["django"].from_string(SOURCE)


@never_cache
def empty(request: ActingRequest, slug: str) -> HttpResponse:
    _actor, team = enter_team(request, slug)
    return HttpResponse(template.render({"team": team}, request))


urlpatterns = [path("bench/<slug:slug>/", empty, name="bench_empty"), *addresses]
