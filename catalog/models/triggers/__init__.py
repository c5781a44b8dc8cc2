"""What the database does by itself, whoever writes to it."""
