"""Rows of a database: one SELECT, read only, with the window's days as bound parameters (see ``reading``)."""

from connectors.contract import Connector
from connectors.types.sql_query.fields import CONNECTION, REQUEST, check
from connectors.types.sql_query.reading import pages
from engine.base.text import both

CONNECTOR = Connector("sql_query", both("数据库查询", "Database query"), pages, check, CONNECTION, REQUEST)
