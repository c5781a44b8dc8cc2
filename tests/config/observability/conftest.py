"""The shop's processes, as the journeys start them."""

from tests.journeys.conftest import _alone, port, shop_environment

__all__ = ["_alone", "port", "shop_environment"]
