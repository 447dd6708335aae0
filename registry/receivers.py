"""Index of the receivers of this app's slices; Django and Celery read it, nobody imports it."""
