"""A merchant's part of orders for the merchant's own programs."""
