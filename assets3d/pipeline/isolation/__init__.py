"""How a process that may meet a hostile file is kept from everything else on this machine."""
