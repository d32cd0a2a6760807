"""An incident's report on paper: one document of words and tables, written as a web page and as PDF."""
