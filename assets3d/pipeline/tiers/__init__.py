"""The models that shoppers load, made from the one that a merchant gave, and what they may not lose."""
