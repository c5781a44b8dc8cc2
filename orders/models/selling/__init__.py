"""What whoever runs the shop decides about selling: where it delivers and for how much, taxes, vouchers."""
