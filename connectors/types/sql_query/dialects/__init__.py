"""Databases that can be read: each module exposes ``DIALECT`` (see ``connectors.types.sql_query.dialect``)."""
