"""Index of the receivers of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements import panels as agreements_panels
from vendors.assessments import page_links as assessments_page_links
from vendors.assessments import receivers as assessments_receivers
from vendors.deadlines import receivers as deadlines_receivers
from vendors.notices import receivers as notices_receivers

__all__ = [
    "agreements_panels",
    "assessments_page_links",
    "assessments_receivers",
    "deadlines_receivers",
    "notices_receivers",
]
