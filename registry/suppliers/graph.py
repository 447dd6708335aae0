"""The ways of a vendor's data as a graph: vendor, services, sub-processors, countries."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from django.utils.translation import gettext as _

from registry.suppliers.drawing import Drawing, Edge, Node, draw
from registry.suppliers.flows import ADEQUATE, EEA, OTHER, UNDECLARED, Way
from vendors.directory.models import Service

#: Sub-processors in one picture; the table has them all.
MOST_HANDLERS = 40
VENDOR, SERVICES, HANDLERS, COUNTRIES = range(4)


def draw_ways(name: str, services: Iterable[Service], ways: list[Way]) -> Drawing:
    """Return the picture; boxes are drawn once however many ways lead through them."""
    nodes: dict[str, Node] = {"vendor": Node("vendor", VENDOR, name, tones=("vendor",))}
    edges: dict[tuple[str, str], list[Way]] = {}
    for service in services:
        key = f"service {service.pk}"
        nodes[key] = Node(key, SERVICES, service.name, tuple(_describe(service)), ("service",))
        edges[("vendor", key)] = []
    handlers = list(dict.fromkeys(_key_of(way) for way in ways if way.handler))
    drawn = set(handlers[:MOST_HANDLERS])
    for way in ways:
        stops = [f"service {way.service.pk}", f"country {way.country.pk if way.country is not None else ''}"]
        if stops[0] not in nodes:
            continue
        if way.handler:
            key = _key_of(way) if _key_of(way) in drawn else "more"
            nodes.setdefault(key, _make_handler(key, way, len(handlers) - len(drawn)))
            stops.insert(1, key)
        nodes.setdefault(
            stops[-1], _make_country(stops[-1], [each for each in ways if each.country == way.country])
        )
        for one, other in itertools.pairwise(stops):
            edges.setdefault((one, other), []).append(way)
    lines = [Edge(one, other, _list_tones(taken)) for (one, other), taken in edges.items()]
    return draw(nodes.values(), lines)


def _key_of(way: Way) -> str:
    """Return what tells one sub-processor from another: its name, and whether it is only announced."""
    return f"{'announced' if way.is_announced else 'handler'} {way.handler.casefold()}"


def _describe(service: Service) -> Iterable[str]:
    if not service.is_active:
        yield _("not active")
    if not service.is_sub_processor_list_complete:
        yield _("sub-processors not declared in full")


def _make_handler(key: str, way: Way, left_out: int) -> Node:
    if key == "more":
        return Node(key, HANDLERS, _("and %d more, in the table") % left_out, tones=("handler",))
    tones = ("handler", "announced") if way.is_announced else ("handler",)
    return Node(key, HANDLERS, way.handler, (way.note,) if way.note else (), tones)


def _make_country(key: str, ways: list[Way]) -> Node:
    standing = ways[0].standing
    words = {
        EEA: _("in the EEA"),
        ADEQUATE: _("adequacy decision"),
        OTHER: _("outside the EEA and adequacy"),
        UNDECLARED: _("no country is named"),
    }
    notes = [words[standing]]
    judged = {way.may for way in ways if way.may is not None}
    if judged:
        notes.append(_say(judged))
    tones = ("country", standing, *(("refused",) if False in judged else ()))
    return Node(key, COUNTRIES, ways[0].place, tuple(notes), tones)


def _say(judged: set[bool]) -> str:
    if judged == {True}:
        return "✓ " + _("the data may go there")
    return "✗ " + (_("the data may not go there") if judged == {False} else _("not with every service"))


def _list_tones(ways: list[Way]) -> tuple[str, ...]:
    """Return how a line is drawn: red where the data would go where it may not, dashed while only announced."""
    tones = ["refused"] if any(way.may is False for way in ways) else []
    if ways and all(way.is_announced for way in ways):
        tones.append("announced")
    return tuple(tones)
