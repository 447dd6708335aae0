"""Models, versions, aliases and catalogue imports in the admin."""

from registry.ai_models.admin.ai_models import AIModelAdmin
from registry.ai_models.admin.aliases import ModelAliasAdmin
from registry.ai_models.admin.imports import CatalogueImportAdmin
from registry.ai_models.admin.versions import ModelVersionAdmin

__all__ = ["AIModelAdmin", "CatalogueImportAdmin", "ModelAliasAdmin", "ModelVersionAdmin"]
