"""What a merchant says of products one by one, whoever passes it on: pages, programs, lists."""
