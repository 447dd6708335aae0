"""The same call with the same key does its work once and answers the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from governance.accounts.models import Team
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import EditableRecordViewSet, make_etag
from governance.core.models import IdempotentAnswer
from governance.core.services import create_record
from tests.cast import Cast


class TeamSerializer(StrictModelSerializer):
    """A team as this test writes it."""

    class Meta:
        model = Team
        fields = ("id", "key", "name")


class TeamsView(EditableRecordViewSet):
    """Teams, written over the API."""

    policy = Policy(read_scope="registry:read", write_scope="registry:write")
    queryset = Team.objects.all()
    serializer_class = TeamSerializer


def post(user: Any, body: Any, key: str | None = "k1", **headers: str) -> Response:
    """Create a team."""
    given = {"Idempotency-Key": key, **headers} if key is not None else headers
    request = APIRequestFactory().post("/api/v1/teams", body, format="json", headers=given)
    force_authenticate(request, user)
    response: Response = TeamsView.as_view({"post": "create"})(request)
    response.render()
    return response


def patch(user: Any, team: Team, body: Any, **headers: str) -> Response:
    """Change a team."""
    request = APIRequestFactory().patch(f"/api/v1/teams/{team.pk}", body, format="json", headers=headers)
    force_authenticate(request, user)
    response: Response = TeamsView.as_view({"patch": "partial_update"})(request, pk=team.pk)
    response.render()
    return response


LEGAL = {"key": "legal", "name": "Legal"}


def test_a_repeated_call_answers_the_same_and_does_nothing(cast: Cast) -> None:
    first, second = post(cast.ada, LEGAL), post(cast.ada, LEGAL)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert Team.objects.filter(key="legal").count() == 1


def test_without_a_key_nothing_is_kept(cast: Cast) -> None:
    assert post(cast.ada, LEGAL, key=None).status_code == 201
    assert IdempotentAnswer.objects.count() == 0


def test_the_same_key_with_another_body_is_422(cast: Cast) -> None:
    post(cast.ada, LEGAL)
    answer = post(cast.ada, {**LEGAL, "name": "Law"})
    assert (answer.status_code, answer.data["code"]) == (422, "key_reused")


def test_a_key_belongs_to_its_caller(cast: Cast) -> None:
    post(cast.ada, LEGAL)
    assert post(cast.root, {"key": "sales", "name": "Sales"}).status_code == 201


def test_a_call_that_still_runs_is_409_and_one_that_died_is_taken_over(cast: Cast) -> None:
    post(cast.ada, LEGAL)
    IdempotentAnswer.objects.update(status=0)
    answer = post(cast.ada, LEGAL)
    assert (answer.status_code, answer.data["code"], answer["Retry-After"]) == (409, "still_running", "2")
    IdempotentAnswer.objects.update(started_at=timezone.now() - timedelta(minutes=3))
    assert post(cast.ada, LEGAL).status_code == 400  # the key of the team is taken by now: it really ran


def test_a_refused_call_may_be_repeated_once_its_cause_is_gone(cast: Cast) -> None:
    assert [post(cast.dan, LEGAL).status_code for _ in range(2)] == [403, 403]
    assert post(cast.ada, {"key": "legal"}).status_code == 400
    assert IdempotentAnswer.objects.count() == 0


def test_an_answer_is_forgotten_after_a_day(cast: Cast) -> None:
    post(cast.ada, LEGAL)
    IdempotentAnswer.objects.update(expires_at=timezone.now())
    assert post(cast.ada, {"key": "sales", "name": "Sales"}).status_code == 201
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 201])
def test_a_key_that_is_none_is_400(cast: Cast, key: str) -> None:
    assert post(cast.ada, LEGAL, key=key).status_code == 400
    assert Team.objects.filter(key="legal").count() == 0


def test_a_change_is_repeated_once_and_bound_to_what_was_read(cast: Cast) -> None:
    team = create_record(actor=cast.ada, model=Team, values=LEGAL)
    headers = {"If-Match": make_etag(team), "Idempotency-Key": "k2"}
    answers = [patch(cast.ada, team, {"name": "Law"}, **headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert team.history.count() == 2
    headers["Idempotency-Key"] = "k3"
    assert patch(cast.ada, team, {"name": "Order"}, **headers).status_code == 412
