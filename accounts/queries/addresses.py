"""Which e-mail addresses are a person's."""

from allauth.account.models import EmailAddress

from accounts.models import User


def verified_addresses(user: User) -> list[str]:
    """Those that they have shown to be theirs, in lower case."""
    found = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [email.lower() for email in found]
