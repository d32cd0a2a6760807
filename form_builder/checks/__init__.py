"""Checks of photos: the contract, the queue they wait in, and the people who look again."""
