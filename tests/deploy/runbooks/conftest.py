"""The shop's environment, as the journeys have it."""

from tests.journeys.conftest import _alone, port, shop_environment

__all__ = ["_alone", "port", "shop_environment"]
