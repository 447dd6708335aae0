"""Models, their versions and aliases, and the imports of catalogues."""

from registry.ai_models.models.ai_model import AIModel
from registry.ai_models.models.catalogue_import import CatalogueImport, CatalogueImportRow
from registry.ai_models.models.model_alias import ModelAlias
from registry.ai_models.models.model_version import ModelVersion

__all__ = ["AIModel", "CatalogueImport", "CatalogueImportRow", "ModelAlias", "ModelVersion"]
