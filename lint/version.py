"""The version of lawlint, as a literal: reading package metadata at start would cost more than a whole check."""

__version__ = "0.1.0"
