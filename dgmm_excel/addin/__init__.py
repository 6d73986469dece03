"""DGMM_LEVEL in workbooks of one's own: the add-in for Excel, built here from sources that anyone can read."""
