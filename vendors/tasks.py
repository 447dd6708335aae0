"""Index of the tasks of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.deadlines import tasks as deadlines_tasks

__all__ = ["deadlines_tasks"]
