"""What the pages ask the database; no page holds a query longer than a line or two."""
