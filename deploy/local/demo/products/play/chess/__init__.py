"""Skak: a chess set of maple and walnut on an inlaid board."""
