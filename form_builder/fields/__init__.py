"""Types of fields: one module each, which exposes ``FIELD`` (see ``contract.py``)."""
