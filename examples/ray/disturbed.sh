# Part of examples/ray/try: what is killed while Ray's tasks work.

# The processes of a rank's program.
programs() { pgrep -f "^ul2prep .*--output $work/$1 .*--rank $2\$" || true; }
await() { # what, seconds, condition…
  local what=$1 tries=$(($2 * 20))
  shift 2
  until "$@"; do
    [ $((tries--)) -gt 0 ] || fail "$what: not within its time"
    sleep 0.05
  done
}
some_done() { ls "$work/$1"/.ul2prep/*.done >/dev/null 2>&1 && [ ! -e "$work/$1/manifest.json" ]; }
is_running() { [ -n "$(programs "$1" "$2")" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
are_two() { [ "$(programs "$1" "$2" | wc -l)" = 2 ]; }

# begin OUTPUT RANKS COMMAND…: starts the driver, and returns when its tasks have finished a unit and rank 1 works;
# all are stopped then, until `thaw`, so that the rest is not done before something has happened to it.
begin() {
  output=$1
  local ranks=$2
  shift 2
  timeout 300 "${run[@]}" "$ranks" "$@" --output "$work/$output" ${inputs[@]+"${inputs[@]}"} >"$log" 2>&1 &
  driver=$!
  await "$output: a first unit" 180 some_done "$output"
  await "$output: rank 1" 120 is_running "$output" 1
  mapfile -t frozen < <(pgrep -f "^ul2prep .*--output $work/$output .*--rank")
  kill -STOP "${frozen[@]}"
  program=$(programs "$output" 1 | head -n 1)
  worker=$(ps -o ppid= -p "$program" | tr -d ' ')
  [ ! -e "$work/$output/manifest.json" ] || fail "$output was finished before anything could be killed"
}
thaw() { kill -CONT "${frozen[@]}" 2>/dev/null || true; }
# end WHAT AS: the driver must succeed, after a retry, with the bytes of AS.
end() {
  wait "$driver" || fail "$1: exit $?"
  driver=
  grep -q "will be retried" "$log" || fail "$1: Ray has not started the rank again"
  same "$2" "$output"
  note "$1: started again; the same bytes"
}

tokenize=(ul2prep tokenize "${slow[@]}")
pack=(ul2prep pack "${packed[@]}")
for signal in KILL TERM; do
  inputs=("$work/c4")
  begin "tokenize-$signal" 2 "${tokenize[@]}"
  kill "-$signal" "$program"
  thaw
  end "tokenize, the program of rank 1 gets SIG$signal" alone-slow
  inputs=()
  begin "pack-$signal" 2 "${pack[@]}"
  kill "-$signal" "$program"
  thaw
  end "pack, the program of rank 1 gets SIG$signal" alone-shards
done

begin pack-worker 2 "${pack[@]}"
kill -KILL "$worker"
thaw
await "the program ends with its worker" 60 is_gone "$program"
end "pack, Ray's worker of rank 1 gets SIGKILL, and its program ends with it" alone-shards

for command in tokenize pack; do
  touch "$work/orphans"
  if [ $command = tokenize ]; then
    inputs=("$work/c4") expected=alone-slow
    begin orphan-tokenize 2 "${tokenize[@]}"
  else
    inputs=() expected=alone-shards
    begin orphan-pack 2 "${pack[@]}"
  fi
  # Stopped while its group loses its parent, it would get SIGHUP.
  kill -CONT "$program"
  kill -KILL "$worker"
  await "the worker ends" 60 is_gone "$worker"
  kill -STOP "$program" || fail "$output: the program has not outlived its worker"
  await "rank 1 runs twice" 180 are_two "$output" 1
  thaw
  end "$command, without setpriv: Ray's worker of rank 1 gets SIGKILL, its program lives on beside the next" $expected
  await "the program without a worker ends" 120 is_gone "$program"
  rm "$work/orphans"
done

inputs=()
begin pack-ranks 2 "${pack[@]}"
pkill -KILL -P "$driver"
thaw
wait "$driver" 2>/dev/null || true
driver=
await "the programs of a driver that was killed" 120 is_gone "$program"
show 3 ul2prep status "$work/$output"
must 1 "${run[@]}" 3 "${pack[@]}" --output "$work/$output"
same alone-shards "$output"
note "pack, the driver gets SIGKILL, and another one goes on with 3 ranks: the same bytes"

# ended EXIT LINE: what must come of a run that is not to be tried again.
ended() {
  [ "$last" = "$1" ] || fail "exit $last instead of $1"
  grep -q "run.py: exit $1: .*$2" "$log" || fail "the last line does not say: $2"
}
printf '{"text": "a good line"}\n{"text": "a broken\n' >"$work/bad.jsonl"
show 2 "${run[@]}" 1 ul2prep tokenize "${slow[@]}" --output "$work/bad" "$work/bad.jsonl"
ended 65 "nothing published"
! grep -q "will be retried" "$log" || fail "bad input was tried again"
show 1 "${run[@]}" 2 ul2prep pack --plan "$work/missing" --output "$work/never"
ended 66 "no such plan"
! grep -q "will be retried" "$log" || fail "a missing plan was looked for again"
# A disk that is full: tried again, and given up in the end.
printf 'echo try >>%s/tries\necho "no space left" >&2\nexit 74\n' "$work" >"$work/full-disk.sh"
show 1 "${run[@]}" 1 --retries 2 sh "$work/full-disk.sh"
ended 75 "given up after 2 retries: rank 0 ended with 74: no space left"
[ "$(wc -l <"$work/tries")" = 3 ] || fail "exit 74 was tried $(wc -l <"$work/tries") times instead of 3"
