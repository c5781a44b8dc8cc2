"""The demo shop: products whose models are made here, from shape operations and procedural materials."""
