"""What every request passes before a view sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/admin/governance/approvalrequest/?state__exact=a%00b", "text/html; charset=utf-8"),
        ("/api/v1/models?vendor=a%00b", "application/problem+json"),
    ],
)
def test_a_nul_in_a_query_string_is_refused_before_any_database_sees_it(
    cast: Cast, path: str, kind: str
) -> None:
    client = Client()
    client.force_login(cast.root, backend="governance.accounts.backends.SignInBackend")
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (400, kind)
    assert "Content-Security-Policy" in answer
