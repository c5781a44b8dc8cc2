"""What PostgreSQL does by itself."""
