"""Index of the receivers of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models import receivers as ai_models_receivers

__all__ = ["ai_models_receivers"]
