"""How log lines look: words for people on one machine, JSON with request ids for CloudWatch."""

from typing import Any

import structlog

from config.observability.masking import mask

SHARED_PROCESSORS: tuple[structlog.types.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

# Where everything comes from that is counted.
COUNTED_FROM = "orders.services"
# Louder than they deserve: they would drown what was done.
QUIETED = ("axes", "botocore", "stripe", "urllib3", "kombu", "celery.worker.strategy", "celery.app.trace")


def console_logging(*, level: str) -> dict[str, Any]:
    """Django's LOGGING for a terminal, where requests that went well would drown everything else."""
    return _logging(level, structlog.dev.ConsoleRenderer(colors=False), requests="WARNING")


def json_logging(*, level: str) -> dict[str, Any]:
    """Django's LOGGING with one JSON object a line."""
    return _logging(level, structlog.processors.JSONRenderer(), requests=level)


def _logging(level: str, renderer: structlog.types.Processor, *, requests: str) -> dict[str, Any]:
    structlog.configure(
        processors=[
            # What nobody will read is not put together.
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": list(SHARED_PROCESSORS),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    # Last, when tracebacks and messages are text.
                    mask,
                    renderer,
                ],
            }
        },
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": "line", "level": level},
            "counting": {"class": "config.observability.events.CountingHandler"},
        },
        "root": {"handlers": ["stream"], "level": level},
        "loggers": _loggers(level, requests),
    }


def _loggers(level: str, requests: str) -> dict[str, Any]:
    return {
        "django.server": {"handlers": ["stream"], "level": level, "propagate": False},
        # Counted whatever is written.
        COUNTED_FROM: {"handlers": ["counting"], "level": "INFO"},
        **{name: {"level": "WARNING"} for name in QUIETED},
        "django_structlog": {"level": requests},
    }
