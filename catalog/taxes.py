"""What is known of value added tax before it comes to rates."""

# The class of products that name none.
STANDARD = "standard"
