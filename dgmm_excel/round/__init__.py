"""A round of the survey: a folder with its roster, forms, returns and results."""
