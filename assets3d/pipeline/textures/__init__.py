"""Images on the surface: what each one is read for, and the smallest good encoding of it."""
