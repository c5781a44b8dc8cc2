"""News that apps further right listen to. Sent inside the transaction that changed the asset."""

from django.dispatch import Signal

# Keyword argument: asset_id. Sent when the published revision changed, also to none.
asset_published = Signal()
