"""The retail demonstration: sample systems, two mornings, the board. It is started by ``./run demo``."""
