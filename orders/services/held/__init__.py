"""What a person decides about money that came, or is set aside, in another way than was due."""
