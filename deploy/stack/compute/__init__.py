"""What runs: web containers, workers, functions and the clock."""
