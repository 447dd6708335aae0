"""Index of the models of this app's slices; Django and Celery read it, nobody imports it."""
