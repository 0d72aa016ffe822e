"""What is audited here is no test: looked through for doctests, it would run as it is collected."""

collect_ignore = ["conftest.py"]
collect_ignore_glob = ["documents/*", "fair/*", "pytorch/*"]
