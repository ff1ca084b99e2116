"""Samköp: the portal of a municipal purchasing cooperation."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
