"""Pictures of the model, taken with the viewer that shoppers use."""
