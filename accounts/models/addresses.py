"""Where people have things sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField

from accounts.postal.address import PostalAddress
from accounts.postal.label import label_lines

MOST_ADDRESSES = 20
LONGEST_LABEL = 40


class Address(models.Model):
    """An entry of somebody's address book. Orders copy it and never point to it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=LONGEST_LABEL, blank=True)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    country = CountryField()
    phone = models.CharField(max_length=30, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "pk"]
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="address_one_default", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.name}, {self.line1}"

    @property
    def postal(self) -> PostalAddress:
        return PostalAddress(
            name=self.name,
            company=self.company,
            line1=self.line1,
            line2=self.line2,
            postcode=self.postcode,
            city=self.city,
            region=self.region,
            country=str(self.country.code),
            phone=self.phone,
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """As on a parcel within its country."""
        return label_lines(self.postal)
