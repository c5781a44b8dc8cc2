"""Who a merchant is before the law: what stands on invoices."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField

from accounts.models.people import Merchant
from accounts.tenancy import Actor, TenantQuerySet

PREFIX = r"^[A-Z0-9]{1,10}$"
VAT_ID = r"^[A-Z]{2}[0-9A-Z+*]{2,13}$"


class MerchantDetailsQuerySet(TenantQuerySet["MerchantDetails"]):
    def for_actor(self, actor: Actor) -> "MerchantDetailsQuerySet":
        """Only those of merchants that `actor` owns."""
        return self.filter(merchant__in=Merchant.objects.all().owned_by(actor).order_by())


class MerchantDetails(models.Model):
    """The seller on a merchant's invoices. Until these are known, the merchant's invoices wait."""

    merchant = models.OneToOneField(Merchant, on_delete=models.CASCADE, related_name="details")
    legal_name = models.CharField(max_length=120, help_text="As registered, with the legal form.")
    line1 = models.CharField("street and number", max_length=120)
    line2 = models.CharField("more of the address", max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80)
    country = CountryField()
    vat_id = models.CharField(
        "VAT number",
        max_length=15,
        blank=True,
        validators=[
            RegexValidator(VAT_ID, "Two letters for the country, then digits and letters, without spaces.")
        ],
    )
    registration = models.CharField(
        max_length=120, blank=True, help_text="Register and number, such as FN 123456 a, Handelsgericht Wien."
    )
    email = models.EmailField("e-mail address", help_text="Where buyers may ask about an invoice.")
    invoice_prefix = models.CharField(
        max_length=10,
        unique=True,
        validators=[RegexValidator(PREFIX, "Up to ten capital letters and digits.")],
        help_text="What invoice numbers begin with: KANT makes KANT-2026-00001. A change holds from the next year on.",
    )

    return_address = models.TextField(
        "address for returns",
        max_length=300,
        blank=True,
        db_default="",
        help_text="Where buyers send things back, line by line as on a label. When empty, the address of the invoices.",
    )

    objects = MerchantDetailsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "details for invoices"
        constraints = [
            models.CheckConstraint(
                name="merchant_details_prefix_is_plain", condition=Q(invoice_prefix__regex=PREFIX)
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name
