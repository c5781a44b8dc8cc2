"""One check for each service of the architecture: that it is there, and set up for its job."""
