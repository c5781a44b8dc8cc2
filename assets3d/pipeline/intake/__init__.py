"""Whatever a merchant has: every accepted format becomes one GLB in metres, +Y up."""
