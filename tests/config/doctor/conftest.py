"""The shop's environment, as the journeys have it; and means to break things."""

from tests.journeys.conftest import _alone, port, shop_environment

__all__ = ["_alone", "port", "shop_environment"]
