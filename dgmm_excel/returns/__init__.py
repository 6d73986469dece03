"""Many returned files: found, read side by side, and one chosen for each agency. Takes paths, knows no round."""
