"""The workbook that goes out: an edition becomes a form, one stamped copy for each agency."""
