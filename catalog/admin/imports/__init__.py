"""Lists of products in the admin: bringing them in and taking them out."""
