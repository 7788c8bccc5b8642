"""Files that bring people and premises in: reading, mapping, checking and returning bad rows."""
