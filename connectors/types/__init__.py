"""Types of connectors: each module exposes ``CONNECTOR`` (see ``connectors.contract``)."""
