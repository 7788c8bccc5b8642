"""What is drawn: processes, decision tables, forms and checklists, as data."""
