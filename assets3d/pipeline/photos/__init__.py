"""Photographs that merchants send, made into what pages show."""
