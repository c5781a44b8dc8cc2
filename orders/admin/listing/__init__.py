"""The list of orders in the admin: what it is filtered by, and what is made of what was filtered."""
