"""What people who work for a merchant may do in the admin. Whose rows they see is decided in `tenancy`."""

from collections.abc import Mapping
from types import MappingProxyType

from django.contrib.auth.models import Group, Permission

MERCHANTS_GROUP = "Merchants"

# By name, since accounts knows nothing of the apps that stand on it.
_LOOK: tuple[str, ...] = ("view",)
_WORK: tuple[str, ...] = ("view", "add", "change")
_WORK_AND_TIDY: tuple[str, ...] = (*_WORK, "delete")
MERCHANTS_MAY: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Of merchants that they own; see `for_actor` of each.
        "accounts": {"apikey": _WORK, "merchantdetails": _WORK, "webhookendpoint": _WORK},
        "assets3d": {"asset": _WORK},
        "catalog": {
            "category": _LOOK,
            "product": _WORK,
            "productoption": _WORK_AND_TIDY,
            "optionvalue": _WORK_AND_TIDY,
            "productmedia": _WORK_AND_TIDY,
            "variant": _WORK_AND_TIDY,
            "price": _WORK_AND_TIDY,
            "stock": _WORK,
            "stocklocation": _WORK,
            "importjob": _WORK,
            "collection": _WORK_AND_TIDY,
            "collectionitem": _WORK_AND_TIDY,
        },
        "orders": {
            "order": ("view", "change"),
            "orderline": _LOOK,
            "fulfilment": _WORK,
            "invoice": _LOOK,
            "return": _WORK,
            "refund": ("view", "add"),
        },
    }
)


def ensure_roles(*, app_label: str, database: str = "default") -> None:
    """Give the group of merchants exactly its permissions on this app's models, as far as those exist yet."""
    names = {f"{verb}_{model}" for model, verbs in MERCHANTS_MAY.get(app_label, {}).items() for verb in verbs}
    of_app = Permission.objects.using(database).filter(content_type__app_label=app_label)
    group, _ = Group.objects.using(database).get_or_create(name=MERCHANTS_GROUP)
    group.permissions.remove(*of_app.exclude(codename__in=names))
    group.permissions.add(*of_app.filter(codename__in=names))
