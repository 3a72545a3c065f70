"""The command line of Activation Lens, which runs on Node."""
