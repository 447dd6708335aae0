"""Index of the admin of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models import admin as ai_models_admin
from registry.decision_log import admin as decision_log_admin
from registry.kill_switch import admin as kill_switch_admin
from registry.sightings import admin as sightings_admin

__all__ = ["ai_models_admin", "decision_log_admin", "kill_switch_admin", "sightings_admin"]
