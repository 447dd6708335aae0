"""API keys open what their scopes name and nothing else; every key that is not live is the same 401 (B7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.enums import KeyScope
from governance.accounts.models import ApiKey, User
from governance.accounts.services import close_account, issue_api_key, revoke_api_key
from tests.security.findings import expect_none
from tests.security.prober import Outcome, Prober
from tests.security.routes import Target, list_targets
from tests.security.thoroughness import IS_THOROUGH, take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

GARBAGE = ("imp_0000000000_", "x" * 64, "", "é" * 40, "a" * 5000, "null", "' OR 1=1 --")


def make_key(world: World, *scopes: str, owner: User | None = None) -> str:
    """Return the secret of a new key of the superuser."""
    owner = owner or world.cast.root
    return issue_api_key(actor=world.cast.system, owner=owner, name="probe", scopes=scopes)[1]


def send(world: World, secret: str, method: str, target: Target) -> Outcome:
    """Send one request with a key and no session."""
    prober = Prober(world, "anonymous", Authorization=f"Bearer {secret}")
    body = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
    return prober.probe(method, target, **body)


def list_api_targets(world: World) -> list[Target]:
    """Return the own objects and lists of the REST interface, one address for each route."""
    found = {
        t.route: t
        for t in list_targets(world)
        if t.route.startswith("api/v1/") and t.which in {"own", "plain"}
    }
    return list(found.values())


def get_needed_scope(target: Target, method: str) -> str | None:
    """Return the scope that the route's declared policy asks for; None when no key scope is asked."""
    view: Any = getattr(target.callback, "cls", None) or getattr(target.callback, "view_class", None)
    policy = view.policy
    if policy.public or target.route == "api/v1/me":
        return None
    reads = method == "GET" or getattr(view, "reads_by_post", False)
    return str(policy.read_scope if reads else policy.write_scope)


@pytest.mark.parametrize("scope", KeyScope.values)
def test_a_key_opens_what_its_scope_names(world: World, scope: str) -> None:
    """With one scope: 403 on every route that asks for another, and not 401 or 403 on those that ask for it."""
    secret = make_key(world, scope)
    faults = []
    targets = list_api_targets(world)
    # A short run shows each scope the routes it opens and a third of the others, another third to the next scope.
    others = take_share(targets, list(KeyScope.values).index(scope), 3)
    for target in targets:
        view: Any = getattr(target.callback, "cls", None) or getattr(target.callback, "view_class", None)
        for method in ("GET", "POST", "PATCH"):
            needed = get_needed_scope(target, method)
            if needed is None or method.lower() not in view.http_method_names:
                continue
            if needed != scope and target not in others:
                continue
            actions = getattr(target.callback, "actions", None)
            if actions is not None and method.lower() not in actions:
                continue
            if actions is None and not hasattr(view, method.lower()):
                continue
            status = send(world, secret, method, target).status
            if (status == 403) != (needed != scope) or status in {401, 500}:
                faults.append(f"{method} {target.url} needs {needed!r}: {status} with {scope!r}")
    expect_none(faults)


def test_every_key_that_is_not_live_is_the_same_401(world: World) -> None:
    """No key, a wrong, revoked, expired or closed account's key: 401 with a challenge, the same body on every route."""
    system, now = world.cast.system, timezone.now()
    revoked = make_key(world, "registry:read")
    revoke_api_key(actor=system, key=ApiKey.objects.get(secret_hash=ApiKey.hash_secret(revoked)))
    closed = make_key(world, "registry:read", owner=world.cast.eve)
    close_account(actor=system, user=world.cast.eve, reason="Left")
    expired = make_key(world, "registry:read")
    hidden = ApiKey.objects.get(secret_hash=ApiKey.hash_secret(expired))
    _expire(hidden, now)
    secrets = {
        "revoked": revoked,
        "closed": closed,
        "expired": expired,
        **{text[:20]: text for text in GARBAGE},
    }
    faults = []
    for number, target in enumerate(list_api_targets(world)):
        bodies = set()
        # All views share one way in; a short run sends every kind of key to each sixteenth of them.
        sent = secrets if IS_THOROUGH or number % 16 == 0 else {"expired": expired}
        for name, secret in sent.items():
            outcome = send(world, secret, "GET", target)
            bodies.add(outcome.body)
            challenge = outcome.headers.get("WWW-Authenticate", "")
            if outcome.status != 401 or not challenge.startswith("Bearer"):
                faults.append(f"{target.url} with a {name} key: {outcome.status} {challenge!r}")
        if len(bodies) > 1:
            faults.append(f"{target.url}: {len(bodies)} different answers")
        nobody = Prober(world, "anonymous").read(target)
        if nobody.status != 401 or not nobody.headers.get("WWW-Authenticate", "").startswith("Bearer"):
            faults.append(f"{target.url} without a key: {nobody.status}")
    expect_none(faults)


def _expire(key: ApiKey, now: Any) -> None:
    from django.db.models import QuerySet

    QuerySet(ApiKey).filter(pk=key.pk).update(expires_at=now - timedelta(seconds=1))


def test_answers_to_keys_are_kept_out_of_shared_caches(world: World) -> None:
    """Every API answer varies by Authorization and says that only the caller may keep it."""
    faults = []
    for role in ("anonymous", "superuser"):
        prober = Prober(world, role)
        for target in list_api_targets(world):
            outcome = prober.read(target)
            control = outcome.headers.get("Cache-Control", "")
            varies = {name.strip() for name in outcome.headers.get("Vary", "").split(",")}
            if "Authorization" not in varies or not {"private", "no-store"} & set(
                control.replace(",", " ").split()
            ):
                faults.append(f"{target.url} as {role}: {outcome.status} Vary {sorted(varies)} {control!r}")
    expect_none(faults)


def test_the_declared_scopes_exist(world: World) -> None:
    """A policy names scopes that keys can hold."""
    named = {
        get_needed_scope(target, method) for target in list_api_targets(world) for method in ("GET", "POST")
    }
    assert named - {None, ""} - set(KeyScope.values) == set()
