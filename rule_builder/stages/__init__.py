"""From an incident to messages in the outbox: route → group → dedup → pace → record, one function each."""
