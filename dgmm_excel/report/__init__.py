"""Reports: what a round comes to, as workbooks for people."""
