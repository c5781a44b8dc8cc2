"""Seeded lives of a small shop whose workers fail in every way, and the proof that the mirror heals from all of them.

All happens in one thread, so that a seed always gives the same life: whoever is paused at a named point of its work
waits while others edit, read and relay, and then goes on with what it knew before.
"""
