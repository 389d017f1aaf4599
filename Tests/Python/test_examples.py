"""The command lines of examples/ray and examples/kubernetes, with inputs that are not there.

The program must miss them, and find nothing wrong with the options. Needs no packages: YAML is read as
plainly as it is written there.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("UL2PREP_BINARY", str(ROOT / ".build/release/ul2prep"))
NO_INPUT = 66


def job_words(path):
    """What a job's container executes."""
    text = path.read_text()
    command = re.search(r"^ +command: \[(.*)\]$", text, re.MULTILINE)
    args = re.search(r"^ +args:\n((?: +- .*\n)+)", text, re.MULTILINE)
    assert command and args, f"{path}: no command or no args"
    return command[1].split(", ") + re.findall(r"- (.*)", args[1])


def check(name, words, missing):
    assert words[0] == "ul2prep", f"{name}: executes {words[0]}"
    words = [word.replace("/corpus", str(missing)) for word in words[1:]]
    environment = {**os.environ, "JOB_COMPLETION_INDEX": "7"}
    result = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=60, env=environment)
    assert result.returncode == NO_INPUT, f"{name}: exit {result.returncode}: {result.stderr}"
    assert result.stderr.count("\n") <= 3, f"{name}: more to say than a line: {result.stderr}"


def main():
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        missing = pathlib.Path(folder, "missing")
        for path in sorted(ROOT.glob("examples/kubernetes/*.yaml")):
            if "kind: Job" not in path.read_text():
                continue
            words = job_words(path)
            check(path.name, words, missing)
            sizes = set(re.findall(r"completions: (\d+)", path.read_text()))
            sizes |= {word.split("=")[1] for word in words if word.startswith("--world-size=")}
            assert len(sizes) <= 1, f"{path.name}: completions and --world-size differ: {sizes}"
            count += 1
        # What the driver adds to a command.
        driver = (ROOT / "examples/ray/run.py").read_text()
        added = re.search(r"shares = \[(.*)\]", driver)
        assert added, "run.py: no shares"
        options = re.findall(r'"(--[a-z-]+)"', added[1])
        assert options == ["--world-size", "--workers", "--rank"], f"run.py: {options}"
        share = [word for option in options for word in (option, "1" if option == "--rank" else "2")]
        model = ROOT / "fixtures/tokenizers/bpe-8k.model"
        tokenize = ["ul2prep", "tokenize", "--source", "c4", "--tokenizer-model", str(model), "--output",
                    f"{folder}/store"]
        check("run.py, tokenize", [*tokenize, f"{missing}/c4", *share], missing)
        pack = ["ul2prep", "pack", "--plan", f"{missing}/plan", "--output", f"{folder}/out"]
        check("run.py, pack", [*pack, *share], missing)
        count += 2
        # The check itself: an option that does not exist.
        try:
            check("wrong", ["ul2prep", "pack", "--plam", str(missing), "--output", f"{folder}/out"], missing)
            sys.exit("a misspelt option has passed")
        except AssertionError:
            count += 1
    print(f"{count} commands: as expected")


if __name__ == "__main__":
    main()
