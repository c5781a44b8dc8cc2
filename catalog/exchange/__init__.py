"""Lists of products as files: reading what merchants bring, writing what they take along."""
