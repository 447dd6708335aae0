"""Where a vendor's data goes: from a service, by a sub-processor or directly, to a country, judged as by the gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from governance.classification.enums import Sensitivity
from governance.classification.models import AdequacyDecision, Country, DataClass
from governance.classification.selectors import countries_of
from governance.classification.validators import covers
from governance.core.days import legal_day, say_day
from imprimatur.whereabouts import is_bound, list_allowed
from registry.decisions.snapshots import get_snapshot
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor
from vendors.sub_processors.enums import NoticeState
from vendors.sub_processors.models import SubProcessorNotice

HOME = ("EEA", "EEA_TERRITORIES")
#: Announced sub-processors that are not in the directory and may come there.
WAITING = (NoticeState.ANNOUNCED, NoticeState.ACCEPTED, NoticeState.OBJECTED)
EEA, ADEQUATE, OTHER, UNDECLARED = "eea", "adequate", "other", "undeclared"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of the data. `handler` is "" where the service itself is at the place; `may` is None when not judged."""

    service: Service
    handler: str
    purpose: str
    country: Country | None
    standing: str
    may: bool | None = None
    note: str = ""
    is_announced: bool = False

    @property
    def place(self) -> str:
        """The country in words."""
        return self.country.name if self.country is not None else str(_("not declared"))


def list_data_classes(actor: Any) -> list[DataClass]:
    """Return the data classes that ways can be judged for, the most sensitive first."""
    rows = DataClass.objects.restrict(actor).filter(is_active=True)
    order = list(Sensitivity)
    return sorted(rows, key=lambda row: (-order.index(Sensitivity(row.sensitivity)), row.name))


def choose_data_class(classes: list[DataClass], key: str) -> DataClass | None:
    """Return the class asked for, or the most sensitive one that is bound to places."""
    asked = next((row for row in classes if row.key == key), None)
    snapshot = get_snapshot() if classes and asked is None else None
    bound = (row for row in classes if snapshot is not None and is_bound(snapshot, row.key))
    return asked or next(bound, next(iter(classes), None))


def list_ways(actor: Any, vendor: Vendor, data_class: DataClass | None, at: datetime) -> list[Way]:
    """Return the ways as far as the actor may see them, by service; judged for the data class where one is given."""
    found = [
        *_list_own(actor, vendor),
        *_list_handled(actor, vendor, at),
        *_list_announced(actor, vendor, at),
    ]
    standings = _Standings(at)
    placed = [replace(way, standing=standings.of(way.country)) for way in found]
    judged = placed if data_class is None else _judge(placed, vendor, data_class, at)
    return sorted(
        judged,
        key=lambda way: (way.service.name, way.handler != "", way.is_announced, way.handler, way.place),
    )


def _list_own(actor: Any, vendor: Vendor) -> Iterator[Way]:
    rows = ServiceLocation.objects.restrict(actor).filter(service__vendor=vendor)
    for row in rows.select_related("service", "region__country", "country"):
        country = row.region.country if row.region is not None else row.country
        yield Way(row.service, "", str(row.get_purpose_display()), country, "")


def _list_handled(actor: Any, vendor: Vendor, at: datetime) -> Iterator[Way]:
    today = legal_day(at)
    rows = SubProcessor.objects.restrict(actor).filter(service__vendor=vendor)
    for row in rows.select_related("service", "country"):
        if row.until_date is not None and row.until_date <= today:
            continue
        note = ""
        if row.since_date is not None and row.since_date > today:
            note = _("joins %s") % say_day(row.since_date)
        elif row.until_date is not None:
            note = _("until %s") % say_day(row.until_date)
        yield Way(row.service, row.name, row.purpose, row.country, "", note=note)


def _list_announced(actor: Any, vendor: Vendor, at: datetime) -> Iterator[Way]:
    today = legal_day(at)
    services = list(Service.objects.restrict(actor).filter(vendor=vendor, is_active=True))
    rows = SubProcessorNotice.objects.restrict(actor).filter(vendor=vendor, state__in=WAITING)
    for row in rows.select_related("service", "region__country", "country"):
        for service in services if row.service is None else [row.service]:
            note = _describe_notice(row, today)
            yield Way(service, row.name, row.purpose, row.place, "", note=note, is_announced=True)


def _describe_notice(notice: SubProcessorNotice, today: date) -> str:
    joins = _("joins %s") % say_day(notice.effective_date)
    if notice.state != NoticeState.ANNOUNCED:
        return f"{notice.get_state_display()}, {joins}"
    if notice.objection_until_date <= today:
        return f"{_('announced; the days to object are over')}, {joins}"
    return f"{_('announced; object before %s') % say_day(notice.objection_until_date)}, {joins}"


class _Standings:
    """Which countries are in the EEA, and which an adequacy decision in force covers."""

    def __init__(self, at: datetime) -> None:
        self._home = {code for place in HOME for code in countries_of(place, at)}
        self._adequate = {
            row.country.code
            for row in AdequacyDecision.objects.select_related("country")
            if row.country is not None and covers(row.valid_from, row.valid_to, at)
        }

    def of(self, country: Country | None) -> str:
        """Return how a country stands to the law of the Union."""
        if country is None:
            return UNDECLARED
        if country.code in self._home:
            return EEA
        return ADEQUATE if country.code in self._adequate else OTHER


def _judge(ways: list[Way], vendor: Vendor, data_class: DataClass, at: datetime) -> list[Way]:
    """Say of each way whether the data class may take it, by the rule that decisions go by."""
    snapshot = get_snapshot()
    bound = is_bound(snapshot, data_class.key)
    allowed = {
        service: list_allowed(
            snapshot,
            vendor=str(vendor.pk),
            service=str(service),
            data_class=data_class.key,
            countries={
                way.country.code for way in ways if way.country is not None and way.service.pk == service
            },
            at=at,
        )
        for service in {way.service.pk for way in ways}
    }
    return [
        replace(way, may=not bound if way.country is None else way.country.code in allowed[way.service.pk])
        for way in ways
    ]
