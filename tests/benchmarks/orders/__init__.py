"""What ordering costs: beside django-oscar, beside PostgreSQL by itself, and when everybody wants the same thing."""
