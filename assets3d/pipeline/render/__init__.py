"""The shop's own viewer in headless Chromium, as a studio: it shows a model and takes pictures of it."""
