"""The page of a product in the admin, and the list of them."""
