"""The Django project, and what every record of the product shares."""

from governance.celery import app as celery_app

__all__ = ["celery_app"]
