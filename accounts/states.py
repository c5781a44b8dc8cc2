"""What API keys open, and how far a request has come that must not be carried out twice."""

from django.db import models


class Scope(models.TextChoices):
    """What a program may do that comes with a key."""

    CATALOG_READ = "catalog:read", "Read the merchant's products in every state"
    CATALOG_WRITE = "catalog:write", "Change products, prices and stock"


class AnswerState(models.TextChoices):
    RUNNING = "running", "Being carried out"
    DONE = "done", "Answered"
