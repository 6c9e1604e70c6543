"""What gets an admitted job run on some machine. The port is all that the rest of Educe knows."""
