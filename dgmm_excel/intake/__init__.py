"""The workbook that came back: its cells become answers and faults."""
