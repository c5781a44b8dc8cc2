"""Stripe: buyers pay on its own pages, so that no card number ever comes near this shop."""
