"""The rows of languages that are compiled: each fence is a program of its own, which prints what the card shows."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from build_deck.errors import Problem
from build_deck.model import Snippet
from build_deck.runtimes import java_source
from build_deck.runtimes.row import Finding, Runtime, Tool
from build_deck.runtimes.tools import answer, find

_OTHERWISE = "write run=false, or build with --no-run."


def _whole(language: str, main: str, example: str) -> Callable[[Sequence[Snippet]], Iterator[Finding]]:
    """What is wrong with fences that are only parts of a program."""
    pattern = re.compile(main)

    def check(snippets: Sequence[Snippet]) -> Iterator[Finding]:
        for snippet in snippets:
            if not pattern.search(snippet.code):
                what = f"This {language} has no main function, so that it is a part of a program and cannot run."
                remedy = f"Put what is to run into `{example}`, or write run=false."
                yield Finding(snippet, Problem("no-main", snippet.location, what, remedy))

    return check


def _named_by_maker(*names: str) -> Tool:
    """A compiler of C, whose name is anybody's: its version says whose it is."""
    found = find(*names, version=r"\b(\d+\.\d+)")
    maker = "clang" if "clang" in found.build else "gcc"
    return Tool(found.path, f"{maker} {found.version}" if found.version else "", found.build, found.reads)


def _c() -> Tool:
    return _named_by_maker("cc", "gcc", "clang")


def _cpp() -> Tool:
    return _named_by_maker("c++", "g++", "clang++")


@cache
def _rust() -> Tool:
    """The compiler itself, where `rustc` is rustup's stand-in."""
    found = find("rustc")
    root = answer(found.path, "--print", "sysroot").strip() if found.version else ""
    if not (root and found.reads):
        return found
    return Tool(f"{root}/bin/rustc", found.version, found.build, (root,))


@cache
def _java() -> Tool:
    """The compiler, with the folder of its own virtual machine and that of its settings."""
    found = find("javac", version=r"(\d+)")
    real = Path(found.path).resolve()
    home = real.parents[1]
    if not (found.version and (home / "lib" / "modules").exists()):
        return found
    settings = {str((home / "conf" / name).resolve().parent) for name in ("net.properties", "logging.properties")}
    return Tool(str(real), found.version, found.build, (str(home), *sorted(settings)))


@cache
def _go() -> Tool:
    found = find("go", ask=("version",), version=r"go(\d+\.\d+)")
    root = answer(found.path, "env", "GOROOT").strip() if found.version else ""
    return Tool(found.path, found.version, found.build, (*found.reads, root) if root else found.reads)


C = Runtime(
    name="c",
    title="C",
    version=lambda: _c().version,
    build=lambda: _c().build,
    suffixes=(".c",),
    compile=("{tool}", "-std=gnu17", "-O{optimise}", "-w", "-pipe", "-pthread", "-o", "{program}", "{file}", "-lm"),
    command=("{program}",),
    tool=_c,
    file=lambda _code: "snippet.c",
    check=_whole("C", r"\bmain\s*\(", "int main(void)"),
    install=lambda _program: f"Install a C compiler (Debian: apt install gcc libc6-dev), {_OTHERWISE}",
)

CPP = Runtime(
    name="cpp",
    title="C++",
    version=lambda: _cpp().version,
    build=lambda: _cpp().build,
    aliases=("c++", "cxx"),
    suffixes=(".cpp", ".cc", ".cxx"),
    compile=("{tool}", "-std=gnu++20", "-O{optimise}", "-w", "-pipe", "-pthread", "-o", "{program}", "{file}"),
    command=("{program}",),
    tool=_cpp,
    file=lambda _code: "snippet.cpp",
    check=_whole("C++", r"\bmain\s*\(", "int main()"),
    install=lambda _program: f"Install a C++ compiler (Debian: apt install g++), {_OTHERWISE}",
)

RUST = Runtime(
    name="rust",
    title="Rust",
    version=lambda: _rust().version,
    build=lambda: _rust().build,
    aliases=("rs",),
    suffixes=(".rs",),
    compile=(
        "{tool}",
        "--edition=2021",
        "--crate-name=snippet",
        "-Awarnings",
        "-Copt-level={optimise}",
        "-Coverflow-checks=on",
        "-Cdebug-assertions=on",
        "-o",
        "{program}",
        "{file}",
    ),
    command=("{program}",),
    tool=_rust,
    file=lambda _code: "snippet.rs",
    said=lambda text: re.sub(r"^(thread '.*') \(\d+\) panicked", r"\1 panicked", text, flags=re.MULTILINE),
    check=_whole("Rust", r"\bfn\s+main\s*\(", "fn main()"),
    install=lambda _program: f"Install Rust (https://rustup.rs; Debian: apt install rustc), {_OTHERWISE}",
)

GO = Runtime(
    name="go",
    title="Go",
    version=lambda: _go().version,
    build=lambda: _go().build,
    aliases=("golang",),
    suffixes=(".go",),
    compile=("{tool}", "build", "-o", "{program}", "{file}"),
    command=("{program}",),
    tool=_go,
    variables=lambda _locale: {
        "GO111MODULE": "off",
        "GOFLAGS": "-buildvcs=false",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        "CGO_ENABLED": "0",
    },
    file=lambda _code: "snippet.go",
    said=lambda text: re.sub(r" \+0x[0-9a-f]+$", "", text, flags=re.MULTILINE),
    check=_whole("Go", r"\bfunc\s+main\s*\(", "func main()"),
    install=lambda _program: f"Install Go (https://go.dev; Debian: apt install golang-go), {_OTHERWISE}",
)

_QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
"""A virtual machine that lives for tenths of a second; without the last it writes where it may not."""

JAVA = Runtime(
    name="java",
    title="Java",
    version=lambda: _java().version,
    build=lambda: _java().build,
    suffixes=(".java",),
    compile=("{tool}", *(f"-J{each}" for each in _QUICK), "-encoding", "UTF-8", "-d", "{folder}", "{file}"),
    command=(
        "{beside}/java",
        *_QUICK,
        "-Xmx{half}m",
        "-Duser.language={language}",
        "-Duser.country={country}",
        "-cp",
        "{folder}",
        "{entry}",
    ),
    asks=True,
    tool=_java,
    file=java_source.file_name,
    entry=java_source.main_class,
    check=_whole("Java", r"\bvoid\s+main\s*\(", "public static void main(String[] args)"),
    install=lambda _program: f"Install a JDK (Debian: apt install default-jdk-headless), {_OTHERWISE}",
)
