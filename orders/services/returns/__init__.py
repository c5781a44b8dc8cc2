"""What comes back: announced, received or refused."""
