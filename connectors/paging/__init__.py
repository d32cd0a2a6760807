"""Ways to turn pages: each module exposes ``PAGING`` (see ``connectors.contract.Paging``).

When a span's pages end: at 204 or 416; else by what the source says (``end.total``, ``end.has_next``, no next link or
cursor); where it says nothing, at an empty page (or, with
``end.short_page``, at one that is not full). A total that is not reached is a fault, not an end.
"""
