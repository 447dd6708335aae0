"""Index of the models of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models.models import AIModel, CatalogueImport, CatalogueImportRow, ModelAlias, ModelVersion
from registry.decision_log.models import LoggedDecision
from registry.kill_switch.models import KillSwitchEngagement
from registry.sightings.models import Sighting

__all__ = [
    "AIModel",
    "CatalogueImport",
    "CatalogueImportRow",
    "KillSwitchEngagement",
    "LoggedDecision",
    "ModelAlias",
    "ModelVersion",
    "Sighting",
]
