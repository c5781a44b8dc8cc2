"""Decides whether this process is traced. Without tracing, nothing of what traces is even imported."""

import importlib

from django.conf import settings


def start_tracing_if_wanted(service: str) -> None:
    """Trace this process, "web" or "worker", where `settings.TRACING` says so."""
    if settings.TRACING == "xray":
        importlib.import_module("config.observability.tracing").start_tracing(service)
