"""Vitrine on AWS: one stack for each environment, made of constructs, one construct a file."""
