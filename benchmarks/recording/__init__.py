"""How records are made: the script read, measured run by run, stored, and repeated cheaply."""
