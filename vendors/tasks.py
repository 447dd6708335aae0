"""Index of the tasks of this app's slices; Django and Celery read it, nobody imports it."""
