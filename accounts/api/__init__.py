"""What a merchant's programs may know of their webhooks."""
