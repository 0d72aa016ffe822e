"""The whole book as one PDF: its pages printed by a browser, bound with contents and numbers."""
