"""What views for shoppers' programs have in common."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request

from accounts.programs.views import PrivateView


class ShopperView(PrivateView):
    """For whoever knows the address: no session and no key is read, so that nothing is done in anybody's name."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises UnsupportedMediaType for a form, which is what pages of other sites could have a browser send."""
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            _ = request.data
