"""What views for shoppers' programs have in common."""

from collections.abc import Sequence
from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request

from accounts.programs.views import PrivateView


class ShopperView(PrivateView):
    """For whoever knows the address: no key is read, and a session only where a view says so and its token is sent with
    it, so that no other site can have a browser do anything in somebody's name."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises UnsupportedMediaType for a form, which is what pages of other sites could have a browser send."""
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            _ = request.data
