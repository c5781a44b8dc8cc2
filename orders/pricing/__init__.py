"""What an order costs: goods, voucher, shipping, tax and their sum. Arithmetic on whole minor units; knows no framework."""
