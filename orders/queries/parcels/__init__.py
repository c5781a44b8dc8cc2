"""What of an order is on its way to its buyer, and back."""
