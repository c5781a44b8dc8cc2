"""Finding products in PostgreSQL: entries and counts beside the products, kept up to date through a queue."""
