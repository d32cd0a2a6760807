"""The demonstration: an example with its data, a morning or two, the board. It is started by ``./run demo``."""
