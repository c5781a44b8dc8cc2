"""What somebody does in each of the shops."""
