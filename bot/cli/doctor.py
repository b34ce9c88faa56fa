"""doctor: a look at everything, a line each, with what to do next."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cli import console, deployment, machine, memory, privacy
from bot.cli.endings import FAILED, WRONG_USAGE
from bot.cli.finding import Finding, Level, broken, well
from bot.clock import SystemClock
from bot.configuration import DEFAULT_FILE, ROOT, load
from bot.errors import Misconfigured
from bot.settings import Settings
from bot.wordings import unsound

_CONFIGURATION = "配置"


def report(file: Path | None, *, as_json: bool) -> int:
    """Put out every finding. The exit code: 0 if nothing is broken, 2 if the configuration is."""
    findings = []
    for finding in examine(file):
        findings.append(finding)
        if not as_json:
            console.put(str(finding))
    wrong = [finding.what for finding in findings if finding.level is Level.BROKEN]
    if as_json:
        console.put_json({"ok": not wrong, "checks": [_plain(one) for one in findings]})
    else:
        console.say(_summary(findings))
    if _CONFIGURATION in wrong:
        return WRONG_USAGE
    return FAILED if wrong else 0


def examine(file: Path | None) -> Iterator[Finding]:
    """Look at everything; without a sound configuration, at the machine only."""
    try:
        settings = load(file)
    except Misconfigured as error:
        for fault in error.faults:
            yield broken(_CONFIGURATION, str(fault), "改好再检查，后面几项要等配置能用")
        yield from machine.look(ROOT)
        return
    yield configuration(file, settings)
    yield from machine.look(settings.storage.folder)
    yield from privacy.look(settings)
    yield from deployment.look(settings, SystemClock().now().date())
    yield from memory.look(settings)


def configuration(file: Path | None, settings: Settings) -> Finding:
    faults = unsound(settings.wording)
    if faults:
        return broken(_CONFIGURATION, "；".join(map(str, faults)), "改好 [wording]")
    path = file or DEFAULT_FILE
    if not path.exists():
        return well(_CONFIGURATION, f"没有 {path}，全用默认值；要写一份就运行 init")
    return well(_CONFIGURATION, f"{path} 能用")


def _summary(findings: Sequence[Finding]) -> str:
    count = {level: sum(f.level is level for f in findings) for level in Level}
    return f"共 {len(findings)} 项，坏 {count[Level.BROKEN]} 项，注意 {count[Level.WARNING]} 项。"


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "what": finding.what,
        "level": finding.level.name.lower(),
        "state": finding.state,
        "step": finding.step,
    }
