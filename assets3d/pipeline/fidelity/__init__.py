"""How close a model looks to another one, measured on pictures by the shop's own viewer."""
