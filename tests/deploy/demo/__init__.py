"""Tests of the demo shop's models."""
