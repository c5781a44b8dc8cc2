"""An app of its own only so that Django finds its command."""

from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "config.doctor"
