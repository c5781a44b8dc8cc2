"""Users, merchants and their API keys."""

from datetime import UTC, datetime

import factory

from accounts.models import Membership, Merchant, User
from accounts.services.api_keys.make_api_key import NewKey, make_api_key
from accounts.states import Scope


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@vitrine.test")
    is_staff = True

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        return model_class.objects.create_user(*args, **kwargs)  # type: ignore[arg-type]  # factory's fields


class MerchantFactory(factory.django.DjangoModelFactory[Merchant]):
    class Meta:
        model = Merchant

    name = factory.Sequence(lambda number: f"Atelier {number}")
    slug = factory.Sequence(lambda number: f"atelier-{number}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    merchant = factory.SubFactory(MerchantFactory)


def make_key(
    merchant: Merchant | None = None,
    *,
    scopes: tuple[Scope, ...] = tuple(Scope),
    expires_at: datetime | None = None,
) -> NewKey:
    """A key of the merchant, by default of a new one, that may everything and never expires."""
    owner = MembershipFactory(role=Membership.Role.OWNER, **({"merchant": merchant} if merchant else {}))
    return make_api_key(
        merchant_id=owner.merchant.pk,
        name="Warehouse",
        scopes=scopes,
        expires_at=expires_at,
        actor_id=owner.user.pk,
        now=datetime(2026, 5, 1, tzinfo=UTC),
    )
