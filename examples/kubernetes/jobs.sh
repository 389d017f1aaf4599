# Part of examples/kubernetes/try: jobs as their controller would run them, over a volume of the fixtures.

# make_volume DIRECTORY: what docs/kubernetes.md has people lay down in the volume.
make_volume() {
  mkdir -p "$1/raw"
  cp -r fixtures/{arxiv,c4,common_crawl,github,stackexchange,the_stack,wikipedia} "$1/raw/"
  # C4 many times over, so that a task takes long enough to be stopped.
  for _ in $(seq 12); do zcat fixtures/c4/*.gz 2>/dev/null || true; done >"$work/lines"
  for i in $(seq 24); do tail -n "+$((i * 20))" "$work/lines" >"$1/raw/c4/$i.jsonl"; done
  sed 's|\.\./fixtures/|raw/|' mixtures/openmoe.json >"$1/mixture.json"
  cp fixtures/tokenizers/bpe-8k.model "$1/tokenizer.model"
  chown -R 1000:1000 "$1"
}

# What a job's container executes, from its manifest; 10B tokens would take too long here.
words_of() { "$python" -B examples/kubernetes/check_manifests.py "examples/kubernetes/$1.yaml" | sed 's/=10B$/=250M/'; }
# What the job does with a pod of that exit.
action_of() { "$python" -B examples/kubernetes/check_manifests.py "examples/kubernetes/$1.yaml" "$2"; }

# start_pods NAME: a pod an index, all at once; one without index where the job is not indexed.
start_pods() {
  local index count
  mapfile -t words < <(words_of "$1")
  count=$(printf '%s\n' "${words[@]}" | sed -n 's/^--world-size=//p')
  indexes=("")
  [ -z "$count" ] || mapfile -t indexes < <(seq 0 $((count - 1)))
  pods=()
  for index in "${indexes[@]}"; do
    container "$index" "${words[@]}" >"$work/$1.${index:-0}.log" 2>&1 &
    pods+=($!)
  done
}

# end_pods: waits for them; their exits are in `exits`.
end_pods() {
  local pod
  exits=()
  for pod in "${pods[@]}"; do
    # Without what bash says of a job that was killed.
    { wait "$pod"; } 2>/dev/null && exits+=(0) || exits+=($?)
  done
  pods=()
}

# job NAME: runs it; every pod must complete.
job() {
  start_pods "$1"
  end_pods
  cat "$work/$1".*.log >"$log"
  [ -z "$(printf '%s\n' "${exits[@]}" | grep -vx 0)" ] || fail "job $1: exits ${exits[*]}"
  case ${#exits[@]} in
    1) say "# $1.yaml: a pod" ;;
    *) say "# $1.yaml: ${#exits[@]} pods, JOB_COMPLETION_INDEX 0 to $((${#exits[@]} - 1))" ;;
  esac
  say "\$ ${words[*]}"
  tail -qn 1 "$work/$1".*.log | sort -u | tail -n 3 | tee -a "$work/transcript"
}

# interrupted_job NAME OUTPUT: in the middle one of its pods is killed, and the others are told to stop; all are
# replaced, as the manifest has it.
interrupted_job() {
  local pod program tries=1200 interrupted
  start_pods "$1"
  until compgen -G "$volume/$2/.ul2prep/*.done" >/dev/null || compgen -G "$volume/$2/*/.ul2prep/*.done" >/dev/null; do
    [ $((tries--)) -gt 0 ] || fail "$1: no unit within a minute"
    sleep 0.05
  done
  kill -KILL "${pods[0]}" # Its program with it.
  for pod in "${pods[@]:1}"; do
    # The program, process 1 of the pod, is the only child of what has made the pod.
    program=$(pgrep -P "$pod" || true)
    [ -z "$program" ] || kill -TERM "$program" 2>/dev/null || true
  done
  end_pods
  [ "${exits[0]}" = 137 ] || fail "$1, killed: exit ${exits[0]}"
  [ -z "$(printf '%s\n' "${exits[@]:1}" | grep -vxE '0|75')" ] || fail "$1, told to stop: exits ${exits[*]:1}"
  interrupted=$(printf '%s\n' "${exits[@]}" | grep -cx 75) || fail "$1: nothing was left to be interrupted"
  [ "$(action_of "$1" 75)" = Ignore ] || fail "$1: an interrupted pod would count as failed"
  [ "$(action_of "$1" 137)" = Count ] || fail "$1: a killed pod would not be replaced"
  say "# $1.yaml: in the middle SIGKILL to a pod: 137, which counts; SIGTERM to the others: 75, which does not"
  tail -qn 1 "$work/$1".*.log | grep -F interrupted | sed -E 's/[0-9]+ of/… of/' | sort -u | tail -n 1 |
    tee -a "$work/transcript"
  job "$1"
}

# refused_job NAME EXIT: every pod ends with that, and none is started again.
refused_job() {
  start_pods "$1"
  end_pods
  cat "$work/$1".*.log >"$log"
  [ -z "$(printf '%s\n' "${exits[@]}" | grep -vx "$2")" ] || fail "job $1: exits ${exits[*]} instead of $2"
  [ "$(action_of "$1" "$2")" = FailIndex ] || fail "$1: exit $2 would be tried again"
  say "# $1 without its input: each pod ends with $2, and is not started again"
  tail -qn 1 "$work/$1".*.log | sort -u | tail -n 1 | tee -a "$work/transcript"
}

# The same in one task each, outside the image: $work/alone.
make_alone() {
  alone=$work/alone
  make_volume "$alone"
  local name words
  for name in tokenize plan pack; do
    mapfile -t words < <(words_of $name | grep -vE '^(--rank|--world-size)=' | sed "s|=/corpus|=$alone|")
    "$UL2PREP_BINARY" "${words[@]:1}" >"$log" 2>&1 || fail "$name outside the image"
  done
}

# compare WHAT: every file of stores, plan and shards. Manifests name the directories that they were made in, and so
# their checksums differ; all else must not. A task that was making a unit again while another one published may leave
# its record in .ul2prep, which the next command takes away.
compare() {
  local side
  for side in volume alone; do
    (cd "${!side}" && find stores plan shards -type f ! -name manifest.json ! -path '*/.ul2prep/*' -print0 |
        sort -z | xargs -0 sha256sum
      find stores plan shards -name manifest.json -print0 | sort -z | xargs -0 cat |
        sed -E "s|${!side}/|/corpus/|g; /\"(checksum|configuration|manifest)\":/d") >"$work/$side.sums"
  done
  diff "$work/alone.sums" "$work/volume.sums" >"$log" || fail "$1: other bytes than outside"
  [ "$(grep -c '\.mds' "$work/volume.sums")" -gt 1 ] || fail "$1: no shards"
  say "# $1: the bytes of one task outside the image"
}
