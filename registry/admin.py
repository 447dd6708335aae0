"""Index of the admin of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models import admin as ai_models_admin

__all__ = ["ai_models_admin"]
