"""Index of the tasks of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models import tasks as ai_models_tasks
from registry.decision_log import tasks as decision_log_tasks

__all__ = ["ai_models_tasks", "decision_log_tasks"]
