"""What is true: tables, legal time and predicates on rows."""
