"""Pictures with a known truth: packs, shelves of them, and a camera that makes them worse."""
