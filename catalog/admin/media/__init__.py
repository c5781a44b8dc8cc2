"""Pictures and videos of products in the admin."""
