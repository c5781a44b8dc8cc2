"""Secrets that nobody knows: made by AWS, read by the containers. RDS makes the database's own."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from deploy.settings import StripeSecrets

LENGTH = 64


class Secrets(Construct):
    """Django's key and Valkey's password. A template names secrets and never holds them."""

    def __init__(self, scope: Construct, key: kms.IKey) -> None:
        super().__init__(scope, "Secrets")
        self._key = key
        self.django = self._secret("Django", "Signs sessions and tokens")
        self.cache = self._secret("Cache", "Valkey's password")

    def cache_url(self, host: str, port: str) -> secretsmanager.Secret:
        """A secret that holds the whole address of Valkey, password included, as the settings want it."""
        password = f"{{{{resolve:secretsmanager:{self.cache.secret_arn}:SecretString}}}}"
        return secretsmanager.Secret(
            self,
            "CacheUrl",
            description="Where Valkey is, with its password",
            encryption_key=self._key,
            secret_string_value=cdk.SecretValue.unsafe_plain_text(
                f"rediss://:{password}@{host}:{port}/0"  # a reference, resolved by CloudFormation
            ),
        )

    def of_stripe(self, stripe: StripeSecrets) -> dict[str, secretsmanager.ISecret]:
        """What Stripe gave, by variable. Whoever runs the shop has put it there by hand; no template makes it."""
        arns = {
            "STRIPE_SECRET_KEY": stripe.api_key_arn,
            "STRIPE_WEBHOOK_SECRETS": stripe.webhook_secrets_arn,
        }
        return {
            name: secretsmanager.Secret.from_secret_complete_arn(self, name, arn)
            for name, arn in arns.items()
        }

    def _secret(self, name: str, description: str) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            name,
            description=description,
            encryption_key=self._key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=LENGTH, exclude_punctuation=True
            ),
        )
