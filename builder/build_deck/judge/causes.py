"""Why an output is not what was recorded: what differs between then and now, the likeliest first."""

from collections.abc import Iterator

from build_deck.judge.code import told_changes
from build_deck.model import Environment, SessionRun
from build_deck.plan import PlannedSession
from build_deck.runtimes import titled


def cause_of(planned: PlannedSession, run: SessionRun) -> str:
    """Return what differs between the recording and the run, a sentence each; empty where nothing is known to."""
    recording = planned.recording
    if recording is None:
        return ""
    code = [told_changes(planned)] if planned.stale else []
    return " ".join([*code, *environment_changes(recording.environment, run.environment)])


def environment_changes(recorded: Environment, now: Environment) -> Iterator[str]:
    """Yield a sentence for each thing that differs: packages, languages, processor, device."""
    packages = [
        f"{name} {version} → {now.packages[name]}"
        for name, version in sorted(recorded.packages.items())
        if name in now.packages and now.packages[name] != version
    ]
    if packages:
        yield f"Packages have changed: {', '.join(packages)}."
    if spoken := [name for name in recorded.languages if now.languages.get(name) != recorded.languages[name]]:
        then, here = (
            {name: each.languages[name] for name in spoken if name in each.languages} for each in (recorded, now)
        )
        yield f"Recorded under {' and '.join(titled(then))}, run under {' and '.join(titled(here)) or 'none'}."
    for was, is_ in ((recorded.processor, now.processor), (recorded.device, now.device)):
        if was and is_ and was != is_:
            yield f"Recorded on {was}, run on {is_}."
