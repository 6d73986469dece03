"""Many returned files: find them, read them in parallel, and choose one for each agency. Takes paths, knows no round."""
