"""The command line `kaohe`: thin commands over workflow and rules, everything said in Chinese."""
