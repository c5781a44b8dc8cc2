"""Each merchant sees only their own: the one filter that querysets, admin and API go through."""

from typing import Any, NoReturn, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.options import Options
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest

Row = TypeVar("Row", bound=models.Model)
Actor = AbstractBaseUser | AnonymousUser


# One less than the digits of the largest BIGINT, which every one so long fits into.
MOST_DIGITS = 18


def row_number(text: str) -> int:
    """The primary key or number that an address or a form names; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def owned_by(actor: Actor, merchant_path: str) -> Q:
    """The condition that a row belongs to a merchant of which `actor` is a member.

    `merchant_path` is the lookup from the row to the merchant, "" when the row is the merchant. A
    superuser runs the shop and owns everything; an anonymous visitor owns nothing.
    """
    if not actor.is_authenticated or not getattr(actor, "is_active", False):
        return Q(pk__in=[])
    if getattr(actor, "is_superuser", False):
        return Q()
    prefix = f"{merchant_path}__" if merchant_path else ""
    return Q(**{f"{prefix}memberships__user": actor.pk})


class TenantQuerySet(models.QuerySet[Row]):
    """A queryset that knows how its rows lead to their merchant."""

    merchant_path = "merchant"

    def for_actor(self, actor: Actor) -> "TenantQuerySet[Row]":
        """Only the rows that `actor` may see and change."""
        return self.filter(owned_by(actor, self.merchant_path))


class TenantAdmin:
    """Mixin for a ModelAdmin whose model's default manager is a `TenantQuerySet`.

    Rows of other merchants do not exist here: not in lists, not by address, not as a choice of a
    foreign key. Asking for one gives 404.
    """

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)  # type: ignore[misc]  # a mixin: the ModelAdmin provides it
        if not isinstance(rows, TenantQuerySet):
            raise TypeError(f"{type(self).__name__} needs a model whose manager is a TenantQuerySet.")
        return rows.for_actor(request.user)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        manager = getattr(db_field.related_model, "objects", None)
        rows = manager.all() if isinstance(manager, models.Manager) else None
        if isinstance(rows, TenantQuerySet) and "queryset" not in kwargs:
            kwargs["queryset"] = rows.for_actor(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc,no-any-return]  # a mixin

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: "Options[Any]", object_id: str
    ) -> NoReturn:
        raise Http404(f"There is no {opts.verbose_name} with this number.")
