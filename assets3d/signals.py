"""News that apps further right listen to. What is told of an asset is sent inside the transaction that changed it."""

from django.dispatch import Signal

# Keyword argument: asset_id. Sent when the published revision changed, also to none.
asset_published = Signal()

# Keyword arguments: asset_id, revision_id, now, and size_accepted_by: the person who publishes it in whatever size it
# has, or None. Sent before a revision is published. Who knows why it cannot be raises NotPublishable, and nothing has
# changed.
asset_publishing = Signal()

# Keyword argument: key. Sent when a file has arrived among the uploads that is of no asset. Who keeps files of its own at
# that place answers True.
file_arrived = Signal()
