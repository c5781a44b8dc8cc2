"""Tests of the procedural materials."""
