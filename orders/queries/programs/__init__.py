"""What only programs ask of orders."""
