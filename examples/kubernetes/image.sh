# Part of examples/kubernetes/try: the last stage of the Dockerfile, made in a Debian 12 of its own without Docker, and
# a job's container run in it.

# What the last stage does, one step per line: RUN and COPY, continued lines joined.
image_steps() {
  awk '/^FROM/ { steps = "" } /^#/ { next } { line = line $0 } /\\$/ { sub(/\\$/, " ", line); next }
    line ~ /^(RUN|COPY) / { steps = steps line "\n" } { line = "" } END { printf "%s", steps }' \
    examples/kubernetes/Dockerfile
}

# Executes a RUN line in $root, where there is /proc, as in a container.
image_run() {
  local steps='mount -t proc proc "$1/proc" && exec chroot "$1" sh -ec "$2"'
  DEBIAN_FRONTEND=noninteractive unshare --mount sh -euc "$steps" sh "$root" "$1" >"$log" 2>&1
}

# A file of the first stage: what it builds was built here, what it installs is installed here.
image_copy() {
  local from=$1 to=$2
  case $from in
    /src/.build/release/ul2prep) from=$UL2PREP_BINARY ;;
    /usr/lib/*) ;;
    *) fail "the Dockerfile copies $from; what that is here, nobody knows" ;;
  esac
  install -D --target-directory="$root$to" "$(realpath "$from")" || fail "no $from"
}

# Makes $root what the Dockerfile's last stage would be. The packages stay for the next time (.build/bookworm, 250 MB).
make_image() {
  root=$PWD/.build/bookworm
  local packages step
  packages=$(image_steps | sed -n '1s/^RUN //p')
  grep -q '^FROM debian:bookworm-slim$' examples/kubernetes/Dockerfile || fail "the Dockerfile is not of Debian 12"
  # What the first stage runs is what `make build` runs.
  make --dry-run build | grep -qxF "$(sed -n 's/^RUN \(swift build.*\)/\1/p' examples/kubernetes/Dockerfile)" ||
    fail "the Dockerfile builds otherwise than make build"
  if [ "$(cat "$root.made" 2>/dev/null)" != "$packages" ]; then
    command -v debootstrap >/dev/null ||
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap >"$log" 2>&1 || fail "no debootstrap"
    rm -rf --one-file-system "$root" "$root.made"
    mkdir -p .build
    # With mounts of its own, so that none is left in the folder, whatever happens.
    unshare --mount debootstrap --variant=minbase bookworm "$root" http://deb.debian.org/debian >"$log" 2>&1 ||
      fail "debootstrap"
    cp --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
    image_run "$packages" || fail "the Dockerfile's packages"
    mkdir "$root/corpus"
    echo "$packages" >"$root.made"
  fi
  while read -r step; do
    case $step in
      "RUN "*) image_run "${step#RUN }" || fail "$step" ;;
      "COPY --from=build "*) image_copy ${step#COPY --from=build } ;;
      *) fail "a step that is not known here: $step" ;;
    esac
  done < <(image_steps | tail -n +2)
  # The last step says the version where no library is missing.
  [ "$(tail -n 1 "$log")" = "$("$UL2PREP_BINARY" --version)" ] || fail "the image's program does not say its version"
}

# container INDEX WORD…: executes a job's words as its pod would, the program being process 1: as user 1000 without
# capabilities, with a root that is read-only, the volume at /corpus and an empty /tmp.
container() {
  local index=$1 scratch
  shift
  scratch=$(mktemp -d "$work/pod.XXXXXX")
  mkdir "$scratch/root" "$scratch/tmp"
  chown 1000:1000 "$scratch/tmp"
  exec unshare --mount --pid --fork --kill-child sh -euc '
    root=$1 scratch=$2 volume=$3 index=$4
    shift 4
    mount --bind "$root" "$scratch/root"
    mount --bind "$volume" "$scratch/root/corpus"
    mount --bind "$scratch/tmp" "$scratch/root/tmp"
    mount -t proc proc "$scratch/root/proc"
    mount -o remount,bind,ro "$scratch/root"
    exec setpriv --no-new-privs chroot --userspec=1000:1000 --groups= "$scratch/root" \
      /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/ ${index:+JOB_COMPLETION_INDEX="$index"} \
      ${UL2PREP_STORE_SIZES:+UL2PREP_STORE_SIZES="$UL2PREP_STORE_SIZES"} "$@"' \
    sh "$root" "$scratch" "$volume" "$index" "$@"
}
