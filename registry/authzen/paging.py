"""Pages of a search: opaque tokens that continue one query of one caller, and no other."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from governance.core.errors import InvalidInput
from governance.core.models import digest_of

LIMIT = 50
MOST = 500
#: Entities that one page tries at most; a page may be short, or empty, and go on all the same.
MOST_TRIED = 2_000
TOKEN_LIVES = 3600
SALT = "authzen-search"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the results is wanted: at most `limit`, after the entity called `after`."""

    limit: int
    after: str
    digest: str

    @classmethod
    def of(cls, body: Mapping[str, Any], *, actor: Any, search: str) -> Page:
        """Read the `page` of a request; InvalidInput (400) for a token of another query, caller or hour."""
        wanted = body.get("page", {})
        if not isinstance(wanted, dict):
            raise InvalidInput("page must be an object.")
        limit, token = wanted.get("limit"), wanted.get("token", "")
        if limit is not None and (type(limit) is not int or limit < 0):
            raise InvalidInput("page.limit must be a whole number, 0 or more.")
        if not isinstance(token, str):
            raise InvalidInput("page.token must be a text.")
        asked = {name: value for name, value in body.items() if name != "page"}
        digest = digest_of([search, str(actor.pk), asked])
        if not token:
            return cls(min(LIMIT if limit is None else limit, MOST), "", digest)
        try:
            held = json.loads(signing.loads(token, salt=SALT, max_age=TOKEN_LIVES))
        except (signing.BadSignature, ValueError):
            raise InvalidInput("page.token is not one of ours, or too old: begin the search anew.") from None
        if held["digest"] != digest or (limit is not None and min(limit, MOST) != held["limit"]):
            raise InvalidInput("The query differs from the one that page.token continues.")
        return cls(held["limit"], held["after"], digest)

    def cut(
        self, keys: Sequence[str], permits: Callable[[str], bool], show: Callable[[str], dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the response: of the sorted keys those that are permitted, and where to go on."""
        results: list[dict[str, Any]] = []
        place = bisect_right(keys, self.after) if self.after else 0
        last = min(len(keys), place + MOST_TRIED)
        while place < last and len(results) < self.limit:
            if permits(keys[place]):
                results.append(show(keys[place]))
            place += 1
        token = ""
        if place < len(keys):
            held = {"digest": self.digest, "limit": self.limit, "after": keys[place - 1] if place else ""}
            token = signing.dumps(json.dumps(held), salt=SALT)
        return {"page": {"next_token": token, "count": len(results)}, "results": results}
