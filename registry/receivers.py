"""Index of the receivers of this app's slices; Django and Celery read it, nobody imports it."""

from registry.ai_models import panels as ai_models_panels
from registry.ai_models import receivers as ai_models_receivers
from registry.decisions import page_links as decisions_page_links
from registry.kill_switch import panels as kill_switch_panels
from registry.sightings import panels as sightings_panels
from registry.suppliers import page_links as suppliers_page_links

__all__ = [
    "ai_models_panels",
    "ai_models_receivers",
    "decisions_page_links",
    "kill_switch_panels",
    "sightings_panels",
    "suppliers_page_links",
]
