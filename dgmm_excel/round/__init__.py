"""A round is a folder: its roster, forms, returns and results."""
