"""Back to the agencies: correction workbooks and copies with results."""
