"""A merchant's products for the merchant's own programs, in every state, to read and to change."""
