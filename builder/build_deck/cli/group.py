"""Which command is meant by the first word."""

from pathlib import Path

import click


class DefaultGroup(click.Group):
    """A group whose default command is `build`, so that `build-deck --tags hard` is what it looks like."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left to parse, with a command in front; raises UsageError for one that is mistyped."""
        own = {"--help", "-h", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            self._refuse_mistyped(ctx, args)
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def _refuse_mistyped(self, ctx: click.Context, args: list[str]) -> None:
        """Raise UsageError where the first word is nearly a command's name, and nothing here is called that."""
        if not args or args[0].startswith("-") or Path(args[0]).exists():
            return
        from difflib import get_close_matches

        if near := get_close_matches(args[0], self.commands, 1):
            raise click.UsageError(f"There is no command or deck '{args[0]}'. Did you mean '{near[0]}'?", ctx)
