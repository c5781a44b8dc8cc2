"""The page of one order in the admin, and the forms on it."""
