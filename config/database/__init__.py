"""Django's PostgreSQL backend with user and password from a secret that may be rotated at any time."""
