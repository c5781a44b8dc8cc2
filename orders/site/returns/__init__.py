"""Announcing, as the buyer, that something comes back."""
