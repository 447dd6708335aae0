"""Examples generated from our own OpenAPI document, sent in-process: no answer is a 5xx (G1).

`EXAMPLES=50000 python -m pytest tests/security/test_schema_examples.py` is the long run; the suite takes a few of each.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings

from tests.security.findings import expect_none
from tests.security.thoroughness import take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

TOTAL = int(os.environ.get("EXAMPLES", "200"))
ROLES = ("superuser", "operator", "team officer")


def make_schema() -> Any:
    """Return our schema as schemathesis reads it; only who runs this test waits for that to be loaded."""
    import schemathesis

    return schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.filterwarnings("ignore")  # of the schema library, on fields it cannot generate
def test_no_example_of_the_schema_crashes(
    world: World, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every operation with generated parameters and bodies, as three roles, in a short run as one of them."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role], backend="governance.accounts.backends.SignInBackend")
    every = [result.ok() for result in make_schema().get_all_operations()]
    operations = take_share(every, ROLES.index(role), len(ROLES))
    each = max(2, TOTAL // (len(operations) * len(ROLES)))
    faults: list[str] = []

    for operation in operations:

        @settings(
            max_examples=each,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def attack(case: Any) -> None:
            cache.clear()
            request = case.as_transport_kwargs(base_url="http://testserver")
            response = client.generic(
                request["method"],
                case.formatted_path,
                data=_encode(request.get("json")),
                content_type="application/json",
                query_params=request.get("params") or {},
            )
            if response.status_code >= 500:
                faults.append(
                    f"{request['method']} {case.formatted_path} {request.get('json')!r:.200}: {response.status_code}"
                )

        attack()
    expect_none(sorted(set(faults)))
    assert len(every) > 40


def _encode(body: Any) -> bytes:
    import json

    return b"" if body is None else json.dumps(body, default=str).encode("utf-8", "surrogatepass")
