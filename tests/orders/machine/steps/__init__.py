"""Steps that shoppers, merchants, payment providers and the clock take, by who takes them."""
