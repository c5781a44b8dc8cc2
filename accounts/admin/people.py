"""People and merchants, for those who run the shop. Who works for a merchant sees none of this."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.admin import UserAdmin as PlainUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Membership, Merchant, User


class ShopkeepersOnly:
    """Mixin for what only superusers may see, whatever permissions a group was given."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


class MembershipInline(ShopkeepersOnly, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = Membership
    extra = 0
    autocomplete_fields = ("user", "merchant")


@admin.register(User)
class UserAdmin(ShopkeepersOnly, PlainUserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]  # unfold has no types
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    autocomplete_fields = ("groups",)
    readonly_fields = ("joined_at", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("When", {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
        ("What they may do", {"classes": ("wide",), "fields": ("is_staff", "groups")}),
    )
    inlines = (MembershipInline,)


@admin.register(Merchant)
class MerchantAdmin(ShopkeepersOnly, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "slug", "created_at", "closed_at")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ShopkeepersOnly, PlainGroupAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Django's own, in the clothes of the other pages."""
