"""A list that shows the first MOST_LISTED rows of what was filtered and searched for, and counts no further.

Counting a million rows takes a tenth of a second, skipping them to a last page and sorting them by what is computed for
each takes longer. Nobody reads page 20,000; whoever looks for something narrows the list.
"""

import json
import math
from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

from accounts.lists.merchants import own_merchants

MOST_LISTED = 5_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic for checkers only
    """Pages of the first MOST_LISTED rows. `count` is exact up to that bound, and PostgreSQL's guess beyond it."""

    # unfold asks for it.
    template_name = "accounts/lists/pages.html"

    @cached_property
    def counted(self) -> int:
        """How many rows there are, as far as was counted: one further than is listed."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # the admin gives nothing else
        # By key alone: what is computed for each row would be computed for each that is counted.
        return rows.order_by().values("pk")[: MOST_LISTED + 1].count()

    @property
    def is_exact(self) -> bool:
        return self.counted <= MOST_LISTED

    @cached_property
    def count(self) -> int:
        return self.counted if self.is_exact else max(self.counted, self._expected())

    @cached_property
    def num_pages(self) -> int:
        return max(1, math.ceil(min(self.counted, MOST_LISTED) / self.per_page))

    @property
    def listed(self) -> int:
        """How many rows are on all pages."""
        return min(self.counted, MOST_LISTED)

    def _expected(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # as above
        plan = json.loads(rows.order_by().values("pk").explain(format="json"))
        return int(plan[0]["Plan"]["Plan Rows"])


class BoundedChangeList(ChangeList):  # type: ignore[misc]  # unfold has no types
    """Sorts by a column only what is listed as a whole, and finds a page's rows before it computes what they show."""

    queryset: QuerySet[Any]
    is_sorted_as_asked = True

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:  # noqa: ANN401  # Django's signature
        """Merchants by their numbers, of which PostgreSQL reads one in the list's order; the tenant's join stays."""
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        if getattr(request.user, "is_superuser", False):
            return rows
        own = [merchant.pk for merchant in own_merchants(request)]
        narrowed: QuerySet[Any] = self.model_admin.of_merchants(rows, own)
        return narrowed

    def get_results(self, request: HttpRequest) -> None:
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        if not paginator.is_exact and self.params.pop(ORDER_VAR, None) is not None:
            self.is_sorted_as_asked = False
            self.queryset = self.queryset.order_by(*self.get_ordering(request, self.queryset))
            paginator.object_list = self.queryset
        self.paginator = paginator
        self.result_count, self.full_result_count = paginator.count, None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = paginator.count <= self.list_max_show_all
        self.multi_page = paginator.count > self.list_per_page
        self.result_list = self._rows()

    def _rows(self) -> QuerySet[Any]:
        if not self.multi_page or (self.show_all and self.can_show_all):
            rows: QuerySet[Any] = self.queryset.all()
            return rows
        try:
            page = self.paginator.page(self.page_num).object_list
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        found: QuerySet[Any] = self.root_queryset.filter(pk__in=page.values("pk"))
        return found.order_by(*self.queryset.query.order_by)


class BoundedList:
    """Mixin for a ModelAdmin of unfold whose rows have a `merchant`, or which says in `of_merchants` whose they are. Filters show no counts, which would count everything."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    def of_merchants(self, rows: QuerySet[Any], merchant_ids: list[int]) -> QuerySet[Any]:
        """Of these rows those that belong to one of the merchants, in the way that an index serves best."""
        return rows.filter(merchant__in=merchant_ids)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedChangeList]:
        return BoundedChangeList
