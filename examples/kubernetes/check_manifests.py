"""Checks the manifests: by kubernetes-validate's schemas, strictly, and for what they do not know.

check_manifests.py            all of them, and that wrong ones are refused
check_manifests.py JOB.yaml   prints what its container executes, one word per line
check_manifests.py JOB.yaml CODE    what the job does with a pod that ends with that
"""
import pathlib
import re
import sys

import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).resolve().parent
EXIT_CODES = HERE.parent.parent / "Sources/ul2prep/ExitCodes.swift"
# The first with backoffLimitPerIndex and podReplacementPolicy on by default, and the newest known here.
VERSIONS = ["1.29", "1.37"]


def load(path):
    return yaml.safe_load(pathlib.Path(path).read_text())


def container(job):
    [only] = job["spec"]["template"]["spec"]["containers"]
    return only


def words(job):
    return container(job)["command"] + container(job)["args"]


def option(job, name):
    [value] = [word.removeprefix(name + "=") for word in words(job) if word.startswith(name + "=")]
    return value


def exits(job, rule):
    return job["spec"]["podFailurePolicy"]["rules"][rule]["onExitCodes"]


def rules(job):
    """What becomes of a pod, by its exit code; what is not in here counts as a failure."""
    actions = {}
    for rule in job["spec"]["podFailurePolicy"]["rules"]:
        for code in rule.get("onExitCodes", {}).get("values", []):
            assert code not in actions, f"two rules for exit {code}"
            actions[code] = rule["action"]
    return actions


def check_schema(document):
    for version in VERSIONS:
        kubernetes_validate.validate(document, version, strict=True)


def check_job(job, codes):
    """What the API server, or the job itself, would find wrong; the schemas say nothing of it."""
    spec, pod = job["spec"], job["spec"]["template"]["spec"]
    name = container(job)["name"]
    assert pod["restartPolicy"] == "Never", "a podFailurePolicy needs restartPolicy Never"
    assert spec["podReplacementPolicy"] == "Failed", "a podFailurePolicy needs podReplacementPolicy Failed"
    for rule in spec["podFailurePolicy"]["rules"]:
        assert rule["action"] in ("Ignore", "Count", "FailIndex", "FailJob"), rule
        assert ("onExitCodes" in rule) != ("onPodConditions" in rule), rule
        if "onExitCodes" in rule:
            ends = rule["onExitCodes"]
            assert ends["containerName"] == name and ends["operator"] == "In", rule
            assert ends["values"] == sorted(set(ends["values"])), rule
    actions = rules(job)
    assert set(actions) <= set(codes), f"codes that the program does not have: {set(actions) - set(codes)}"
    is_indexed = spec.get("completionMode") == "Indexed"
    fails = "FailIndex" if is_indexed else "FailJob"
    assert actions[codes["interrupted"]] == "Ignore", "an interrupted task goes on"
    assert codes["readWrite"] not in actions, "a disk or network error is tried again, and counted"
    for kind in ("usage", "badInput", "noInput", "badMixture"):
        assert actions[codes[kind]] == fails, f"{kind} would be tried again"
    assert is_indexed == ("--rank=auto" in words(job)), "--rank auto and completionMode Indexed go together"
    if is_indexed:
        assert spec["completions"] == int(option(job, "--world-size")), "completions and --world-size differ"
        assert spec["parallelism"] <= spec["completions"] and spec["backoffLimitPerIndex"] >= 0
        assert spec["maxFailedIndexes"] <= spec["completions"] and "backoffLimit" not in spec
    mounts, volumes = container(job)["volumeMounts"], pod["volumes"]
    assert {mount["name"] for mount in mounts} == {volume["name"] for volume in volumes}, "volumes and mounts"
    [claim] = [volume["persistentVolumeClaim"] for volume in volumes if "persistentVolumeClaim" in volume]
    assert claim["claimName"] == load(HERE / "storage.yaml")["metadata"]["name"], "not storage.yaml's claim"
    resources = container(job)["resources"]
    for kind in ("requests", "limits"):
        assert set(resources[kind]) == {"cpu", "memory", "ephemeral-storage"}, kind
    safe = container(job)["securityContext"]
    assert pod["securityContext"]["runAsNonRoot"] and safe["readOnlyRootFilesystem"]
    assert not safe["allowPrivilegeEscalation"] and safe["capabilities"] == {"drop": ["ALL"]}


def program_codes():
    """The program's exit codes, by their names and by number."""
    found = re.findall(r"case ((?:\.\w+(?:, )?)+): (\d+)$", EXIT_CODES.read_text(), re.MULTILINE)
    codes = {name.strip(" ."): int(code) for names, code in found for name in names.split(",")}
    assert codes["interrupted"] == 75, f"{EXIT_CODES}: not the table that this reads"
    return {**codes, **{code: code for code in codes.values()}}


def rename(mapping, old, new):
    mapping[new] = mapping.pop(old)


# What is wrong with a job, and how it is made so.
SCHEMA_REFUSES = {
    "a misspelt key": lambda job: rename(job["spec"], "backoffLimitPerIndex", "backoffLimitPerIndx"),
    "a misspelt key, deep inside": lambda job: rename(
        container(job)["securityContext"], "readOnlyRootFilesystem", "readOnlyRootFileSystem"),
    "a key at the wrong level": lambda job: job["spec"]["template"]["spec"].update(completions=8),
    "a wrong type": lambda job: job["spec"].update(completions="8"),
    "a wrong type in a list": lambda job: exits(job, 1).update(values=["75"]),
    "a missing field": lambda job: job["spec"].pop("template"),
    "a missing field, deep inside": lambda job: container(job).pop("name"),
}
CHECKS_REFUSE = {
    "another world than completions": lambda job: job["spec"].update(completions=9),
    "an unknown completionMode": lambda job: job["spec"].update(completionMode="Index"),
    "pods that restart": lambda job: job["spec"]["template"]["spec"].update(restartPolicy="OnFailure"),
    "an exit code of nothing": lambda job: exits(job, 2)["values"].append(99),
    "an interrupted task that counts": lambda job: job["spec"]["podFailurePolicy"]["rules"].pop(1),
    "bad input that is tried again": lambda job: exits(job, 2).update(values=[64, 66, 73, 78]),
    "a volume that is not there": lambda job: job["spec"]["template"]["spec"]["volumes"].pop(),
}


def must_refuse(wrongs, check, kinds):
    for what, spoil in wrongs.items():
        job = load(HERE / "tokenize.yaml")
        spoil(job)
        try:
            check(job)
        except kinds:
            print(f"refused: {what}")
        else:
            sys.exit(f"check_manifests: {what} was not refused")


def main():
    codes = program_codes()
    for path in sorted(HERE.glob("*.yaml")):
        document = load(path)
        check_schema(document)
        if document["kind"] == "Job":
            check_job(document, codes)
        print(f"{path.name}: a {document['kind']} of Kubernetes {' and '.join(VERSIONS)}")
    must_refuse(SCHEMA_REFUSES, check_schema, kubernetes_validate.ValidationError)
    must_refuse(CHECKS_REFUSE, lambda job: check_job(job, codes), (AssertionError, KeyError))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(rules(load(sys.argv[1])).get(int(sys.argv[2]), "Count"))
    elif len(sys.argv) > 1:
        print("\n".join(words(load(sys.argv[1]))))
    else:
        main()
