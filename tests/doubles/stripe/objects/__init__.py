"""What Stripe keeps: sessions, intents with charges, refunds, disputes."""
