"""What every view has in common that programs with an API key ask: the apps' own `api/` rooms stand on it."""
