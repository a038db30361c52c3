"""How Python's snippets run in their session's process, and what its zygote imports before it forks."""
