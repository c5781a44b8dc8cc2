"""Roles are written after every migration, because permissions come and go with models."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from accounts.services.ensure_roles import MERCHANTS_MAY, ensure_roles


@receiver(post_migrate, dispatch_uid="accounts.write_roles")
def write_roles(*, app_config: AppConfig, using: str, **_others: Any) -> None:
    if app_config.label in MERCHANTS_MAY:
        ensure_roles(app_label=app_config.label, database=using)
