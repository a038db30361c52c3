"""What each command does: options in, a result out; only here stages are put together."""
