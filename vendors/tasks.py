"""Index of the tasks of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.assessments import tasks as assessments_tasks
from vendors.deadlines import tasks as deadlines_tasks
from vendors.notices import tasks as notices_tasks
from vendors.questionnaires import tasks as questionnaires_tasks

__all__ = ["assessments_tasks", "deadlines_tasks", "notices_tasks", "questionnaires_tasks"]
