"""Files of cells: .xlsx packages read under bounds, patched and served to xlwings. Knows no survey."""
