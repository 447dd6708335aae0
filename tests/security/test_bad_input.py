"""Malformed and absurd input everywhere: 4xx and nothing written, never a 5xx, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.security.bodies import get_act, list_writable_views, make_act_body, make_body
from tests.security.findings import expect_none
from tests.security.forms import read_forms
from tests.security.prober import Outcome, Prober
from tests.security.routes import PARAMETER, Target, list_targets
from tests.security.thoroughness import IS_THOROUGH, is_example, is_repetition, take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
# Bodies that no JSON route takes, whatever it expects.
RAW_BODIES: dict[str, bytes] = {
    "200 kB of [": b"[" * 200_000,
    "200 kB of {": b'{"a":' * 40_000,
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL in a name": b'{"na\\u0000me": "b"}',
    "a raw NUL": b'{"name": "a\x00b"}',
    "half a surrogate": b'{"name": "\\ud800"}',
    "the other half": b'{"name": ["\\udfff"]}',
    "1e400": b'{"name": 1e400}',
    "10**400": b'{"name": 1' + b"0" * 400 + b"}",
    "a hundred thousand digits": b'{"name": ' + b"9" * 100_000 + b"}",
    "NaN": b'{"name": NaN}',
    "-Infinity": b'{"name": -Infinity}',
    "3 MB": b'{"name": "' + b"a" * 3_000_000 + b'"}',
    "a key twice": b'{"name": "a", "name": "b"}',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "half a document": b'{"name": ',
    "two documents": b"{}{}",
    "a list": b"[]",
    "a text": b'"name"',
    "a number": b"7",
    "null": b"null",
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
}
WRONG_TYPES = (
    "text/plain",
    "application/xml",
    FORM,
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-7",
    "a",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**39,
    -(10**39),
    1e308,
    "",
    " ",
    "x" * 20_000,
    "\u202e\u200b\ufeff",
    "00000000-0000-0000-0000-000000000000",
    "0001-01-01",
    "9999-12-31T23:59:59.999999+23:59",
    "2026-02-30",
    [],
    [[]],
    [None],
    ["x" * 1000],
    {},
    {"a": {"b": []}},
    {"type": None, "id": []},
)
PATHS = (
    "%00",
    "a%00b",
    "x" * 3000,
    "%F0%9F%92%A9",
    "..%2F..%2Fetc%2Fpasswd",
    "%ED%A0%80",
    "0",
    "-1",
    "9" * 60,
    "'%20OR%201=1",
)
TEXTS = ("a\x00b", "9" * 400, "x" * 3000, "[" * 3000)
QUERY_VALUES = (
    "\x00",
    "a\x00b",
    "x" * 5000,
    "-1",
    "9" * 40,
    "1e400",
    "[]",
    "\u202e",
    "2026-13-45",
    "%",
    "\\",
    "'",
)


def is_refused(outcome: Outcome) -> bool:
    """Return whether an answer is a client's error and nothing was written."""
    return 400 <= outcome.status < 500 and not outcome.written


def list_json_targets(world: World) -> list[tuple[str, Target]]:
    """Return (method, target) of every JSON route that takes a body."""
    found: dict[tuple[str, str], Target] = {}
    for target in list_targets(world):
        view: Any = getattr(target.callback, "cls", None) or getattr(target.callback, "view_class", None)
        if not target.route.startswith("api/v1/") or target.which not in {"own", "plain"} or view is None:
            continue
        actions = getattr(target.callback, "actions", None)
        for method in ("post", "patch", "put"):
            if method in (actions or {}) or (actions is None and hasattr(view, method)):
                found.setdefault((method.upper(), target.route), target)
    return [(method, target) for (method, _route), target in found.items()]


def test_every_json_route_refuses_what_no_body_may_be(world: World) -> None:
    """Bombs, NUL, surrogates, absurd numbers, doubled keys, other encodings: 4xx with a problem document."""
    prober = Prober(world, "superuser")
    faults = []
    targets = list_json_targets(world)
    for number, (method, target) in enumerate(targets):
        for name, raw in take_share(list(RAW_BODIES.items()), number, 8):
            outcome = prober.probe(method, target, data=raw, content_type=JSON)
            if not is_refused(outcome):
                faults.append(f"{method} {target.url} with {name}: {outcome.status} {outcome.crash[-200:]}")
            elif outcome.headers.get("Content-Type") != "application/problem+json" and outcome.status != 404:
                faults.append(f"{method} {target.url} with {name}: {outcome.status} is no problem document")
        for kind in take_share(WRONG_TYPES, number, 6):
            outcome = prober.probe(method, target, data=b"a=b", content_type=kind)
            if not is_refused(outcome):
                faults.append(f"{method} {target.url} as {kind}: {outcome.status} {outcome.crash[-200:]}")
    expect_none(faults)
    assert len(targets) > 10


def test_every_field_refuses_what_is_not_its_type(world: World) -> None:
    """Each field of each writable view with each kind of value: never a crash."""
    prober = Prober(world, "superuser")
    faults = []
    for method, target in list_json_targets(world):
        if method == "POST" and "patch" in getattr(
            getattr(target.callback, "cls", None), "http_method_names", ()
        ):
            continue  # the same serializer as its PATCH
        view = getattr(target.callback, "cls", None)
        known = dict(list_writable_views()).get(target.route)
        body = make_body(view, world) if known is not None and view.queryset is not None else QUESTION
        if (act := get_act(target.callback)) is not None:
            body = {**dict.fromkeys(act().fields), **make_act_body(act)}
        for changed in _list_variants(body):
            outcome = prober.probe(method, target, data=json.dumps(changed), content_type=JSON)
            if outcome.status >= 500:
                faults.append(f"{method} {target.url} {json.dumps(changed)[:160]}: {outcome.crash[-300:]}")
    expect_none(faults)


QUESTION: dict[str, Any] = {
    "subject": {"type": "team", "id": "support"},
    "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
    "resource": {"type": "model", "id": "openai/gpt-4o-2024-08-06"},
    "context": {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"},
    "at": "2026-01-01T00:00:00Z",
}


def _list_variants(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, name in enumerate(body):
        for value in take_share(VALUES, number, 40):
            yield {**body, name: value}
        if isinstance(body[name], dict):
            for inner in _list_variants(body[name]):
                yield {**body, name: inner}


def test_no_path_or_query_crashes_a_page(world: World) -> None:
    """Ids that are no ids, filters and pages that are none, on every route: never a crash."""
    prober = Prober(world, "superuser")
    faults = []
    routes = {target.route: target for target in reversed(list_targets(world)) if not is_repetition(target)}
    for number, target in enumerate(routes.values()):
        parts = 16 if is_example(target) else 48
        if target.which != "plain" and PARAMETER.search(target.route):
            paths = take_share(PATHS, number, parts)
            addresses = [target.url.replace(quote(target.object_id), text) for text in paths]
        else:
            names = _list_query_names(target)
            asked = [dict.fromkeys(names, value) for value in take_share(QUERY_VALUES, number, parts)]
            asked += [{name: QUERY_VALUES[1]} for name in take_share(names, number, parts)]
            addresses = [f"{target.url}?{urlencode(query)}" for query in asked]
        for address in addresses:
            outcome = prober.send("GET", address)
            if outcome.status >= 500:
                faults.append(f"GET {address[:150]}: {outcome.crash[-300:]}")
    expect_none(faults)


def _list_query_names(target: Target) -> list[str]:
    view = getattr(target.callback, "cls", None)
    filters = getattr(view, "filterset_class", None)
    if filters is not None:
        return ["cursor", "limit", *filters.base_filters]
    if target.is_api:
        return ["cursor", "limit", "at", "before"]
    return [
        "q",
        "o",
        "p",
        "e",
        "all",
        "s",
        "term",
        "next",
        "state__exact",
        "team__id__exact",
        "record_type",
        "record_id",
    ]


def test_no_form_field_crashes_its_page(world: World) -> None:
    """NUL, half a surrogate, long texts and absurd numbers in every field of every form: never a crash."""
    prober = Prober(world, "superuser")
    faults = []
    for number, target in enumerate(list_targets(world)):
        if target.which not in {"own", "plain"} or target.is_api or target.route.startswith("accounts/"):
            continue
        if not IS_THOROUGH and not is_example(target) and not (target.route.endswith("/add/") and number % 2):
            continue
        page = prober.read(target)
        if page.status != 200 or "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in read_forms(page.body):
            if form.action and not form.action.startswith(target.url):
                continue
            names = [name for name in form.fields if name != "csrfmiddlewaretoken" and "_FORMS" not in name]
            bodies = [form.encode(**dict.fromkeys(names, value)) for value in take_share(TEXTS, number, 4)]
            if IS_THOROUGH or target.url.startswith(
                ("/admin/vendors/vendor/add/", "/ask", "/me", "/requests")
            ):
                bodies += [form.encode(**{name: "a\x00b"}) for name in form.texts]
            bodies.append("&".join(f"{quote(name)}=%ED%A0%80" for name in names))
            for body in bodies:
                outcome = prober.probe("POST", target, data=body, content_type=FORM)
                if outcome.status >= 500:
                    faults.append(f"POST {target.url} {body[:120]}: {outcome.crash[-300:]}")
                    break
    expect_none(faults)
