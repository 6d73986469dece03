"""For the centre: the consolidated workbook."""
