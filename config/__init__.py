"""The frame. Whoever imports it, web process or worker, rings doorbells through the same Celery application."""

from config.celery import application

__all__ = ["application"]
