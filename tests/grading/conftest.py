"""What lies here for the tests to read is no test."""

collect_ignore = ["conftest.py", "example", "wrong"]
