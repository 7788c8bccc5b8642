"""Made the templates of papers in workflows/documents once; clerks have edited them since."""
