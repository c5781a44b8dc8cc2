"""Pages for whoever is logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.models import User

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, User, Arguments], HttpResponse]


def customers_only(
    view: View[Arguments],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Hands the view the person who is logged in; others are led to the log-in, and back from there."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/account/")
        return view(request, request.user, *args, **kwargs)

    return guarded
