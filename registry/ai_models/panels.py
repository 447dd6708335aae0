"""What models show on the first page: versions in use that end, and what the latest catalogue said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.days import legal_day, say_day
from governance.core.rights import rights_of
from governance.dashboards.panels import Content, Row, count_days, cut, link, panel, say_days, tone_of_days
from registry.ai_models.enums import CatalogueState
from registry.ai_models.models import CatalogueImport, ModelVersion
from registry.ai_models.selectors import IN_USE

AHEAD = timedelta(days=180)
WARN_DAYS = 90


@panel(
    "deprecations",
    order=35,
    title=gettext_lazy("Approved versions on their way out"),
    empty=gettext_lazy("No approved version ends within 180 days or is gone from its catalogue."),
    icon="deployed_code_history",
)
def show_deprecations(user: Any) -> Content | None:
    """Show the versions in use that their provider ends, or that their catalogue no longer names."""
    if not rights_of(user).somewhere_has(ModelVersion.get_permission("view")):
        return None
    ending = Q(deprecation_date__lte=legal_day() + AHEAD)
    rows = ModelVersion.objects.restrict(user, "view").filter(lifecycle__in=IN_USE)
    versions = list(
        rows.filter(ending | Q(catalogue_state=CatalogueState.REMOVED))
        .select_related("model__owner")
        .order_by("deprecation_date", "catalogue_id")[:100]
    )
    return Content(
        rows=[_make_row(version) for version in cut(versions)],
        total=len(versions),
        url=link("registry_modelversion_changelist"),
        link=_("All model versions"),
    )


def _make_row(version: ModelVersion) -> Row:
    owner = version.model.owner
    detail = _("answered for by %s") % owner if owner else _("nobody answers for it yet")
    tag, tone = _("gone from its catalogue"), "warn"
    if version.deprecation_date is not None:
        days = count_days(version.deprecation_date)
        tag, tone = say_days(days), tone_of_days(days, soon=WARN_DAYS)
        detail = f"{say_day(version.deprecation_date)} · {detail}"
    return Row(
        title=version.catalogue_id,
        url=link("registry_modelversion_change", version.pk),
        detail=detail,
        tag=tag,
        tone=tone,
    )


@panel(
    "catalogue",
    order=70,
    title=gettext_lazy("Latest catalogue"),
    empty=gettext_lazy("No catalogue has been imported yet."),
    icon="upload_file",
)
def show_catalogue(user: Any) -> Content | None:
    """Show what the latest import found."""
    if not rights_of(user).somewhere_has(CatalogueImport.get_permission("view")):
        return None
    imports = CatalogueImport.objects.restrict(user, "view").select_related("requested_by")
    latest = imports.order_by("-id").first()
    rows = [] if latest is None else [_describe_import(latest)]
    return Content(
        rows=rows,
        total=None,
        url=link("registry_catalogueimport_changelist"),
        link=_("All imports"),
    )


def _describe_import(record: CatalogueImport) -> Row:
    counts = _(
        "%(added)d added · %(changed)d changed · %(removed)d removed · %(newly_deprecated)d newly deprecated"
    )
    names = ("added", "changed", "removed", "newly_deprecated")
    return Row(
        title=record.file_name,
        url=link("registry_catalogueimport_change", record.pk),
        detail=record.message or counts % {name: record.get_count(name) for name in names},
        tag=record.get_state_display(),
        tone={"applied": "good", "failed": "bad", "previewed": "warn"}.get(record.state, ""),
    )
