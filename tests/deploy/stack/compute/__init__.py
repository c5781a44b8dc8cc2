"""What of the computing is set up only where somebody asks for it."""
