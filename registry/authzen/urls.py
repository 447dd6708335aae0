"""Addresses of the standard's default paths."""

from __future__ import annotations

from django.urls import path

from registry.authzen import api

urlpatterns = [
    path("evaluation", api.EvaluationView.as_view(), name="authzen-evaluation"),
    path("evaluations", api.EvaluationsView.as_view(), name="authzen-evaluations"),
    path("search/subject", api.SubjectSearchView.as_view(), name="authzen-search-subject"),
    path("search/resource", api.ResourceSearchView.as_view(), name="authzen-search-resource"),
    path("search/action", api.ActionSearchView.as_view(), name="authzen-search-action"),
]
