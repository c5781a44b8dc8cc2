"""Carts, checkout and orders for programs: of shoppers, who hold a cart or an order, and of merchants, who hold a key."""
