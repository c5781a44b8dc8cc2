"""Django's PostgreSQL backend, for connections that last, with user and password from a secret that may be rotated."""
