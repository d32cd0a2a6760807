"""The widgets of boards, one folder each; see ``contract``."""
