"""Pictures and videos of products, beside their 3D models."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.tenancy import TenantQuerySet
from catalog.models.offers import Variant
from catalog.models.products import Product
from catalog.models.triggers.media import TOUCH_PRODUCT_OF_MEDIA
from catalog.states import MediaKind, MediaState

# Videos are linked to and never shown in a frame, so that no page loads anything of a stranger's.
VIDEO = (
    r"^https://((www\.)?youtube\.com/watch\?v=|youtu\.be/|(www\.)?vimeo\.com/|[-a-zA-Z0-9.]+/[^\s?#]+\.mp4$)"
    r"[^\s\"<>]*$"
)
NO_PICTURE = Q(small_key="", medium_key="", large_key="", width__isnull=True, height__isnull=True)


class ProductMediaQuerySet(TenantQuerySet["ProductMedia"]):
    merchant_path = "product__merchant"

    def shown(self) -> "ProductMediaQuerySet":
        return self.filter(state=MediaState.READY)


class ProductMedia(models.Model):
    """A picture in three widths of WebP, or a link to a video; of the product, or of one of its variants.

    A picture waits until a worker has made the widths of what was sent (`sent_key`). Keys are those of storage; `width`
    and `height` are the largest one's.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    # The database keeps it one of the product's.
    variant = models.ForeignKey(
        Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="media"
    )
    kind = models.CharField(max_length=5, choices=MediaKind, editable=False)
    state = models.CharField(max_length=7, choices=MediaState, default=MediaState.WAITING, editable=False)
    position = models.PositiveIntegerField(default=0)
    alt = models.CharField(
        "what it shows", max_length=200, help_text="For people who cannot see it, and for search engines."
    )
    video_url = models.CharField(
        "address of a video",
        max_length=300,
        blank=True,
        validators=[
            RegexValidator(VIDEO, "Link to YouTube, Vimeo, or an .mp4 file, beginning with https://.")
        ],
    )
    sent_key = models.CharField(max_length=200, blank=True, editable=False)
    small_key = models.CharField(max_length=200, blank=True, editable=False)
    medium_key = models.CharField(max_length=200, blank=True, editable=False)
    large_key = models.CharField(max_length=200, blank=True, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    # Why it is not shown, for whoever sent it.
    refusal = models.CharField(max_length=300, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    look_again_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductMediaQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "media"
        constraints = [
            models.CheckConstraint(name="product_media_says_what_it_shows", condition=~Q(alt="")),
            models.CheckConstraint(
                name="product_media_is_of_its_kind",
                condition=Q(kind=MediaKind.VIDEO, state=MediaState.READY, video_url__regex=VIDEO) & NO_PICTURE
                | Q(kind=MediaKind.IMAGE, video_url="", state__in=[MediaState.WAITING, MediaState.REFUSED])
                & NO_PICTURE
                | Q(kind=MediaKind.IMAGE, video_url="", state=MediaState.READY, width__gt=0, height__gt=0)
                & Q(width__isnull=False, height__isnull=False)
                & ~Q(small_key="")
                & ~Q(medium_key="")
                & ~Q(large_key=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_again_at"],
                name="product_media_waiting",
                condition=Q(state=MediaState.WAITING),
            ),
        ]
        triggers = [TOUCH_PRODUCT_OF_MEDIA]

    def __str__(self) -> str:
        return self.alt
