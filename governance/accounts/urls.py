"""Routes of people's own page."""

from __future__ import annotations

from django.urls import path

from governance.accounts import views

urlpatterns = [
    path("", views.me, name="me"),
    path("keys/new/", views.new_key, name="me-key-new"),
    path("keys/<uuid:key_id>/revoke/", views.revoke_key, name="me-key-revoke"),
]
