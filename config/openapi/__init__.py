"""What is said of every operation in the OpenAPI document, after drf-spectacular has written what each is for."""
