"""From rows to documents, and from documents to what readers get; one subject a module."""
