"""A registry with many approvals, for benchmarks: the first is made through the services, the others are its copies."""

from __future__ import annotations

import copy
import json
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

BATCH = 2_000


class Population(NamedTuple):
    """A key that may ask and hold the bundle, a question about each approved version, and the people."""

    key: str
    questions: list[str]
    cast: Any
    #: Adds approvals until there are so many, and returns a question about each of those added.
    grow: Callable[[int], list[str]]


def populate(approvals: int) -> Population:
    """Migrate the database and fill it.

    Every tenth question names a region that is not approved.
    """
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from governance.accounts.models import ApiKey
    from governance.accounts.services import issue_api_key
    from tests.cast import get_cast
    from tests.factories.decisions import QUESTION, make_permitted_world

    if ApiKey._base_manager.exists():
        sys.exit("The benchmark needs an empty database; DATABASE_URL names one that is not.")
    cast = get_cast()
    world = make_permitted_world(cast)

    def grow(many: int, *, had: int = approvals) -> list[str]:
        return ask_about(copy_approval(world.version, world.approval, many, first=had), QUESTION)

    started = time.monotonic()
    questions = grow(approvals, had=0)
    print(f"{approvals:,} approvals in {time.monotonic() - started:.0f} s", flush=True)
    scopes = ["decisions:ask", "decisions:bundle"]
    key = issue_api_key(actor=cast.ada, owner=cast.carol, name="bench", scopes=scopes)[1]
    return Population(key, questions, cast, grow)


def ask_about(names: list[str], template: Any) -> list[str]:
    """Return a question about each name."""
    questions = []
    for number, name in enumerate(names):
        body = json.loads(json.dumps(template))
        body["resource"]["id"] = name
        if number % 10 == 9:
            body["context"]["region"] = "aws:us-east-1"
        questions.append(json.dumps(body))
    return questions


def copy_approval(version: Any, approval: Any, many: int, *, first: int = 0) -> list[str]:
    """Copy a version with its request and approval, bound to the copy's own pin; return the copies' names.

    The copies are numbered from `first` to `many`, which is left out.
    """
    from django.db import transaction
    from django.db.models import QuerySet

    from governance.core.ids import new_id
    from governance.core.models import RegistryRevision, digest_of
    from registry.ai_models.facts import make_binding

    names = []
    # With what its binding names, or each copy would ask for that anew.
    related = ("model__vendor", "model__service__vendor", "service__vendor")
    version = type(version)._base_manager.select_related(*related).get(pk=version.pk)
    with transaction.atomic():
        for start in range(first, many, BATCH):
            versions, requests, approvals = [], [], []
            for number in range(start, min(many, start + BATCH)):
                one, request, given = map(copy.copy, (version, approval.request, approval))
                one.pk, request.pk, given.pk = new_id(), new_id(), new_id()
                one.identifier = f"bench-{number}-2024-08-06"
                one.catalogue_id = f"{one.provider}/{one.identifier}"
                request.record_id = given.record_id = one.pk
                request.number, given.number = f"REQ-B-{number}", f"APR-B-{number}"
                given.request_id = request.pk
                given.binding = make_binding(one)
                given.binding_digest = digest_of(given.binding)
                versions.append(one)
                requests.append(request)
                approvals.append(given)
                names.append(one.catalogue_id)
            for rows in (versions, requests, approvals):
                QuerySet(type(rows[0])).bulk_create(rows)
        RegistryRevision.advance(None)
    return names
