"""Tests of the shape operations."""
