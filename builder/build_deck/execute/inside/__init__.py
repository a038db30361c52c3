"""What runs in the processes that run snippets: the zygote, its slots, and the child that is a session.

Nothing here imports the rest of `build_deck`, and everything is imported relatively: `start.py` loads this folder as a
package of its own in a fresh interpreter, so that a snippet neither finds nor needs to read the rest.
"""
