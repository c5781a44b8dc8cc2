"""The list of products and the page of one: what it is, what it costs, whether it is on sale."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from accounts.lists.bounded import BoundedList
from accounts.lists.merchants import MerchantFilter
from accounts.models import Merchant
from accounts.tenancy import TenantAdmin
from assets3d.storage import public_url
from catalog.admin.media.page import MediaPage
from catalog.admin.options.on_product import ProductOptionInline
from catalog.admin.products.buttons import (
    ACCEPT_SIZES,
    ARCHIVE,
    BUTTONS,
    CALL_OFF,
    MAKE_VARIANTS,
    PUBLISH,
    WITHDRAW,
    MoveButton,
)
from catalog.admin.products.form import ProductForm, attributes_of, with_attributes
from catalog.admin.products.rows import with_offer_facts
from catalog.admin.products.searched import products_with
from catalog.admin.products.variants import VariantInline
from catalog.errors import CatalogRefusal, NotReadyToPublish, OptionsRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Product
from catalog.money import Money
from catalog.queries import size_mismatches
from catalog.services.options.make_variants import make_missing_variants
from catalog.services.sizes.accept_sizes import accept_sizes
from catalog.states import ProductState

NOTHING = "–"  # noqa: RUF001  # an en dash is what typographers put there


@admin.register(Product)
class ProductAdmin(BoundedList, TenantAdmin, MediaPage):
    form = ProductForm
    list_display = ("poster", "name", "category", "state_chip", "price", "stock", "model_3d", "merchant")
    list_display_links = ("poster", "name")
    list_filter = ("state", "category", ("merchant", MerchantFilter))
    list_per_page = 50
    compressed_fields = False
    # What is said here makes the field appear; how it is searched stands in `get_search_results`.
    search_fields = ("name", "slug", "variants__sku")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    "tagline",
                    "description",
                    "language",
                    ("category", "product_type", "tax_class"),
                    ("asset", "pictures"),
                    ("merchant", "state_chip"),
                    "publish_at",
                )
            },
        ),
        ("Search engines and shared links", {"fields": ("seo_title", "seo_description")}),
    )
    inlines = (ProductOptionInline, VariantInline)
    actions = ("publish_selected", "call_off_selected", "withdraw_selected", "archive_selected")
    warn_unsaved_form = True

    class Media:
        css = {"all": ("catalog/admin/product.css",)}
        js = ("catalog/admin/swatch.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return with_offer_facts(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """None of them twice."""
        return products_with(request, queryset, search_term), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Product | None:
        product: Product | None = super().get_object(request, object_id, from_field)
        if product is not None:
            prefetch_related_objects(
                [product],
                "product_type__asked_attributes",
                "attribute_values__attribute",
                "attribute_values__choice",
                "options__values",
            )
        return product

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> Any:  # noqa: ANN401  # Django's signature
        attributes = tuple(attributes_of(obj))
        missed = (("Not put on sale", {"fields": ("schedule_note",)}),) if obj and obj.schedule_note else ()
        said = (("Attributes", {"fields": attributes}),) if attributes else ()
        return (*missed, *self.fieldsets, *said)

    def get_form(
        self,
        request: HttpRequest,
        obj: Product | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # as above
        **kwargs: Any,
    ) -> Any:  # noqa: ANN401  # as above
        return super().get_form(request, obj, change, **{"form": with_attributes(self.form, obj), **kwargs})

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:
        return ("merchant", "state_chip", "schedule_note", "pictures") if obj else ("state_chip", "pictures")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Whose it is tells only people something who see several merchants' products."""
        several = getattr(request.user, "is_superuser", False)
        return self.list_display if several else self.list_display[:-1]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = list(Merchant.objects.all().for_actor(request.user)[:2])
        only = {"merchant": own[0].pk} if len(own) == 1 else {}
        return {**only, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Products are archived: orders keep pointing to them."""
        return False

    def view_on_site(self, obj: Product) -> str | None:
        """Its page in the shop, while it is on sale."""
        is_shown = obj.state == ProductState.PUBLISHED
        return reverse("catalog:product", args=[obj.slug]) if is_shown else None

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        """Write what was typed and nothing else: the clock may have put the product on sale meanwhile."""
        obj.save(update_fields=form.typed_fields if change else None)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        formset.save()
        for sentence in formset.save_beside(actor_id=request.user.pk):
            messages.error(request, sentence)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        super().save_related(request, form, formsets, change)
        form.save_attributes()
        ring_mirror_relay()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        product: Product | None = kwargs.get("obj")
        if product is not None and self.has_change_permission(request, product):
            accept = (ACCEPT_SIZES,) if size_mismatches(product) else ()
            make = (MAKE_VARIANTS,) if product.options.all() else ()
            context["actions_submit_line"] = (*BUTTONS[product.state], *accept, *make)
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def response_change(self, request: HttpRequest, obj: Product) -> HttpResponse:
        if ACCEPT_SIZES.action_name in request.POST:
            return self._accept_sizes(request, obj)
        if MAKE_VARIANTS.action_name in request.POST:
            return self._make_variants(request, obj)
        button = next((each for each in BUTTONS[obj.state] if each.action_name in request.POST), None)
        if button is None:
            response: HttpResponse = super().response_change(request, obj)
            return response
        self._move(request, obj, button)
        return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[obj.pk]))

    def _accept_sizes(self, request: HttpRequest, product: Product) -> HttpResponse:
        variants = accept_sizes(product_id=product.pk, actor=request.user, now=timezone.now())  # type: ignore[arg-type]  # somebody is logged in
        messages.success(request, f"The 3D model's size is accepted for {variants} of the variants.")
        return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[product.pk]))

    def _make_variants(self, request: HttpRequest, product: Product) -> HttpResponse:
        try:
            made = make_missing_variants(product_id=product.pk)
        except OptionsRefused as error:
            messages.error(request, str(error))
        else:
            what = "One variant was made" if made == 1 else f"{made} variants were made"
            messages.success(request, f"{what}. What is made is offered once you say so.")
        return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[product.pk]))

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._move_all(request, products, PUBLISH)

    @admin.action(description="Call the schedule off", permissions=["change"])
    def call_off_selected(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._move_all(request, products, CALL_OFF)

    @admin.action(description="Withdraw from sale", permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._move_all(request, products, WITHDRAW)

    @admin.action(description="Archive", permissions=["change"])
    def archive_selected(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._move_all(request, products, ARCHIVE)

    def _move_all(self, request: HttpRequest, products: QuerySet[Product], button: MoveButton) -> None:
        for product in products:
            self._move(request, product, button)

    def _move(self, request: HttpRequest, product: Product, button: MoveButton) -> None:
        """Move it and say so; when it is refused, say each reason."""
        try:
            button.move(product.pk)
        except NotReadyToPublish as error:
            reasons = format_html_join("", "<li>{}</li>", ((reason,) for reason in error.reasons))
            messages.error(
                request,
                format_html("“{}” cannot be published yet.<ul>{}</ul>", product.name, reasons),
            )
        except CatalogRefusal as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"“{product.name}” {button.done}.")

    @admin.display(description="")
    def poster(self, product: Any) -> SafeString:  # noqa: ANN401  # annotated by with_offer_facts
        if product.poster_key is None:
            return format_html('<span class="product-thumb product-thumb--empty">{}</span>', NOTHING)
        return format_html(
            '<img class="product-thumb" src="{}" width="56" height="56" alt="" loading="lazy">',
            public_url(product.poster_key),
        )

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State",
        ordering="state",
        label={
            ProductState.DRAFT.label: "info",
            ProductState.SCHEDULED.label: "warning",
            ProductState.PUBLISHED.label: "success",
            ProductState.ARCHIVED.label: "default",
        },
    )
    def state_chip(self, product: Product) -> str:
        return ProductState(product.state).label

    @admin.display(description="Price", ordering="lowest_minor")
    def price(self, product: Any) -> str:  # noqa: ANN401  # annotated by with_offer_facts
        if product.lowest_minor is None:
            return NOTHING
        lowest = Money(product.lowest_minor, settings.SHOP_CURRENCY).format()
        return lowest if product.highest_minor == product.lowest_minor else f"from {lowest}"

    @admin.display(description="Available", ordering="available")
    def stock(self, product: Any) -> str:  # noqa: ANN401  # annotated by with_offer_facts
        return "Sold out" if not product.available else str(product.available)

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="3D", label={"Published": "success", "Not published": "warning"}
    )
    def model_3d(self, product: Product) -> str:
        if product.asset is None:
            return NOTHING
        return "Published" if product.asset.published_revision_id else "Not published"
