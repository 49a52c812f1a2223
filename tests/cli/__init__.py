"""The command line as people and scripts use it: names, documents, exit codes, Chinese words."""
