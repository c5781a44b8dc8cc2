"""The demo shop's tableware."""
