"""The pages are followed once, in folders of their own."""

collect_ignore = ["conftest.py", "blocks.py"]
