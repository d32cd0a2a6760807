"""Ways to log in: each module exposes ``AUTH`` (see ``connectors.contract.Auth``)."""
