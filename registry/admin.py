"""Index of the admin of this app's slices; Django and Celery read it, nobody imports it."""
