"""DGMM_LEVEL in workbooks of one's own: xlwings functions, and the VBA add-in."""
