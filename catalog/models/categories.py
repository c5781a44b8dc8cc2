"""The tree of categories."""

from django.core.validators import MaxValueValidator
from django.db import connections, models
from django.db.models import Q
from django.db.models.functions import Length
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from catalog.models.triggers.products import (
    CATEGORY_STEP,
    CATEGORY_TREE,
    PLACE_CATEGORY,
    TOUCH_PRODUCTS_OF_CATEGORY,
)

# What Django's <slug:slug> matches. An address outside of it could not be linked to, and one such row would
# break every page that lists it.
SLUG = r"^[-a-zA-Z0-9_]+$"
DEEPEST = 10
WIDEST_TOLERANCE_PERCENT = 100


class CategoryManager(MP_NodeManager):  # type: ignore[misc]  # treebeard has no types
    """Categories in the order of their positions; treebeard's own manager would give them by place in the tree."""

    def get_queryset(self) -> MP_NodeQuerySet:
        return MP_NodeQuerySet(self.model, using=self._db)

    def hold_tree(self) -> None:
        """Let nobody else give a category another place before this transaction ends."""
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [CATEGORY_TREE])


class Category(MP_Node):  # type: ignore[misc]  # treebeard has no types
    """A shelf of the shop, perhaps on a larger one. What stands on it is shown on those above as well.

    `path` says where it hangs: the paths of all that are below begin with it. Among its neighbours it stands
    by `position`, so that putting one before another moves no branch.
    """

    steplen = CATEGORY_STEP

    path = models.CharField(max_length=255, unique=True, editable=False, db_default="")
    depth = models.PositiveIntegerField(editable=False, db_default=0)
    numchild = models.PositiveIntegerField(editable=False, default=0, db_default=0)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    size_tolerance_percent = models.PositiveSmallIntegerField(
        "tolerance of sizes (%)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(WIDEST_TOLERANCE_PERCENT)],
        help_text="How far a 3D model may be from the stated size. Empty: as the category above has it.",
    )

    objects = CategoryManager()

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(name="category_slug_is_an_address", condition=Q(slug__regex=SLUG)),
            models.CheckConstraint(
                name="category_depth_is_that_of_its_path",
                condition=Q(depth=Length("path") / CATEGORY_STEP, depth__range=(1, DEEPEST)),
            ),
            models.CheckConstraint(
                name="category_size_tolerance_is_a_share",
                condition=Q(size_tolerance_percent__lte=WIDEST_TOLERANCE_PERCENT),
            ),
        ]
        triggers = [PLACE_CATEGORY, TOUCH_PRODUCTS_OF_CATEGORY]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_path(self) -> str:
        """The path of the category above; "" at the top."""
        return self.path[:-CATEGORY_STEP]

    @property
    def paths_above(self) -> list[str]:
        """The paths of the categories above, from the top down."""
        return [self.path[:end] for end in range(CATEGORY_STEP, len(self.path), CATEGORY_STEP)]
