"""Colours of the badges on the pages of this slice."""

from registry.ai_models.enums import CatalogueState, ImportState, Lifecycle

LIFECYCLE_COLOURS = {
    Lifecycle.PROPOSED: "default",
    Lifecycle.IN_REVIEW: "info",
    Lifecycle.APPROVED: "success",
    Lifecycle.DEPRECATED: "warning",
    Lifecycle.RETIRED: "default",
    Lifecycle.SUSPENDED: "danger",
    Lifecycle.REVOKED: "danger",
}
CATALOGUE_COLOURS = {
    CatalogueState.PRESENT: "default",
    CatalogueState.REMOVED: "warning",
    CatalogueState.UNLISTED: "default",
}
IMPORT_COLOURS = {
    ImportState.UPLOADED: "info",
    ImportState.PREVIEWED: "info",
    ImportState.APPLIED: "success",
    ImportState.FAILED: "danger",
    ImportState.ABANDONED: "default",
}
