"""What becomes of an order whose payment is disputed at the buyer's bank."""
