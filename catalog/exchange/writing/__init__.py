"""From products to lines of a file that this shop reads back as they were."""
