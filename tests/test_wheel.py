"""What people install: wheel and sdist build, hold what they need, and work in a fresh environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.reader import reader
from tests.support.shown import QUICKSTART, README, installs, lines
from watcher import __version__

_BUILD = "import sys, hatchling.build as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"


@dataclass(frozen=True)
class Built:
    wheel: Path
    sdist: Path
    wheel_of_sdist: Path
    bin: Path  # of an environment with nothing of ours in it but the wheel
    tools: Path  # that build a wheel

    def run(self, name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "WATCHER"))}
        command = [str(self.bin / name), *arguments]
        return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    tools = _hatchling(folder / "tools")
    wheel = _build(tools, "build_wheel", ROOT, folder / "wheel")
    sdist = _build(tools, "build_sdist", ROOT, folder / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    again = _build(tools, "build_wheel", source, folder / "again")
    return Built(wheel, sdist, again, _environment(folder / "fresh", wheel), tools)


def _hatchling(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(folder)]
    if subprocess.run([*pip, "hatchling>=1.27", "editables"], capture_output=True).returncode:
        pytest.skip("hatchling, which builds the wheel, is neither here nor to be had")
    return folder


def _build(tools: Path, what: str, source: Path, target: Path) -> Path:
    target.mkdir()
    environ = {**os.environ, "PYTHONPATH": str(tools)}
    command = [sys.executable, "-c", _BUILD, what, str(target)]
    ran = subprocess.run(command, cwd=source, env=environ, capture_output=True, text=True, check=True)
    return target / ran.stdout.splitlines()[-1]


def _environment(folder: Path, wheel: Path) -> Path:
    """The libraries are those of the tests, by a path; a path brings no editable installation along."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    bin_folder = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(bin_folder / "python"), "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", "--no-deps", str(wheel)], check=True)
    (home,) = folder.glob("lib/*/site-packages") if os.name != "nt" else folder.glob("Lib/site-packages")
    (home / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return bin_folder


def test_the_wheel_bears_all_that_is_no_code(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    here = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "watcher").rglob("*")
        if path.is_file() and path.suffix not in {".pyc"}
    }
    assert here <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


def test_the_sdist_makes_the_same_wheel(built: Built) -> None:
    first, second = zipfile.ZipFile(built.wheel), zipfile.ZipFile(built.wheel_of_sdist)
    assert {i.filename: i.CRC for i in first.infolist()} == {i.filename: i.CRC for i in second.infolist()}


def test_the_sdist_holds_what_its_tests_read(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"action.yml", "Dockerfile", ".github/workflows/watch.yml", "docs/config.md", "tests/test_wheel.py"} <= names


@pytest.mark.parametrize("command", [("watcher",), ("python", "-m", "watcher")], ids=" ".join)
def test_it_runs_by_its_name_and_as_a_module(built: Built, command: tuple[str, ...], tmp_path: Path) -> None:
    ran = built.run(*command, "--version", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, f"watcher {__version__}\n")
    where = built.run("python", "-c", "import watcher; print(watcher.__file__)", cwd=tmp_path)
    assert where.stdout.startswith(str(built.bin.parent))


def test_the_demo_runs_from_the_wheel(built: Built, tmp_path: Path) -> None:
    ran = built.run("watcher", "demo", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "One of the mails, as it arrived" in ran.stdout
    assert (tmp_path / "watcher-demo" / "one-mail.eml").is_file()


def test_init_finds_its_templates_in_the_wheel(built: Built, tmp_path: Path) -> None:
    ran = built.run("watcher", "init", "NCT06455449", "--offline", "--run", "github", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / ".github" / "workflows" / "clinical-trials.yml").is_file()


@pytest.mark.skipif(not shutil.which("bash"), reason="the pages show lines for bash, which is not here")
@pytest.mark.parametrize("page", [README, QUICKSTART], ids=lambda page: page.name)
def test_the_lines_that_install_can_be_typed(built: Built, page: Path, tmp_path: Path) -> None:
    _publish(tmp_path / "github" / "clinical-trial-watcher" / "clinical-trial-watcher")
    with reader(tmp_path, **_without_the_network(built, tmp_path)) as found:
        found.has("python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        typed = []
        for line in filter(installs, lines(page)):
            typed.append((line, found.types(line.text)))
            if page == README and line.text.startswith("git clone"):
                found.types("cd clinical-trial-watcher")  # "go into its folder"
    assert len(typed) >= 3
    assert "\n".join(f"{line}: {ran}" for line, ran in typed if ran.code or "does not provide" in ran.err) == ""


def _publish(repository: Path) -> None:
    """What a commit of all files here would hold."""
    repository.mkdir(parents=True)
    author = ("-c", "user.name=ana", "-c", "user.email=ana@example.org")
    git = ["git", *author, f"--git-dir={repository}/.git", f"--work-tree={ROOT}"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=all"]):
        subprocess.run([*git, *command], check=True)


def _without_the_network(built: Built, place: Path) -> dict[str, str]:
    """GitHub is a folder, the index of packages is our wheel, and libraries are here already: those of the tests."""
    libraries = [str(built.tools), sysconfig.get_path("purelib")]
    (place / "path").mkdir()
    (place / "path" / "sitecustomize.py").write_text(f"import sys\nsys.path += {libraries}\n")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{place / 'github'}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(built.wheel.parent),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of what the option switches off
        "PIP_NO_COMPILE": "1",
        "PIP_NO_INDEX": "1",
        "PYTEST_ADDOPTS": "-n 0 tests/test_dates.py",  # one file for the suite that is running already
        "PYTHONPATH": str(place / "path"),
    }
