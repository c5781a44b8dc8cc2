"""Model files of the formats that programs exchange, in the fewest words a test can say."""
