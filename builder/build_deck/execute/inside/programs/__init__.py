"""Languages that programs of the system run: how those are started, confined, handed snippets and waited for."""
