"""What bringing in a merchant's list costs, and that its length costs no memory."""
