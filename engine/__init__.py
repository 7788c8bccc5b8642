"""What may happen: definitions, the one door, operations and commands."""
