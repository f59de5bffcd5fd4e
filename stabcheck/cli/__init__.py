"""The command line: one file per verb.  No mathematics here, and no formatting of results."""
