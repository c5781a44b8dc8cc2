"""Hang a category, with all that is below it, somewhere else."""

from django.db import transaction
from django.db.models import Max

from catalog.errors import CategoryCycle, CategoryTooDeep
from catalog.jobs import ring_mirror_relay
from catalog.models import Category
from catalog.models.categories import DEEPEST


def move_category(*, category_id: int, parent_id: int | None) -> None:
    """Put the category below another one, or at the top when that is None. Where it hangs already, nothing happens.

    Raises CategoryCycle when the new parent is the category itself or below it, CategoryTooDeep,
    Category.DoesNotExist; then nothing has changed.
    """
    with transaction.atomic():
        Category.objects.hold_tree()
        category = Category.objects.get(pk=category_id)
        parent = Category.objects.get(pk=parent_id) if parent_id is not None else None
        if category.parent_path == (parent.path if parent else ""):
            return
        if parent is None:
            Category.objects.move(category, Category.objects.get_last_root_node(), "last-sibling")
        else:
            _require_place(category, parent)
            Category.objects.move(category, parent, "last-child")
        ring_mirror_relay()


def _require_place(category: Category, parent: Category) -> None:
    branch = Category.objects.filter(path__startswith=category.path).order_by()
    if parent.path.startswith(category.path):
        raise CategoryCycle(
            f"“{category.name}” cannot be below “{parent.name}”, which is itself or below it."
        )
    height = branch.aggregate(deepest=Max("depth"))["deepest"] - category.depth
    if parent.depth + 1 + height > DEEPEST:
        raise CategoryTooDeep(f"Categories are at most {DEEPEST} levels deep.")
