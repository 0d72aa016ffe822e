"""Editions of the book beside the default one."""
