#!/usr/bin/env bash
# bare-system.sh [WORDS OF npm test]
#
# Runs `npm test` in a root file system of Debian 12 that has Node and npm and nothing else, on a
# clean clone of what is committed here. The engine, and whatever else a test needs, is installed and
# started in there, in namespaces of its own: the network is a slirp4netns, by which only what leads
# out can be reached. All that this makes is removed at the end.
#
# Needs root, git, mmdebstrap, slirp4netns, and the Node and npm that go into the file system.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
name=docker-blitz-bare-$$

[[ $(id -u) == 0 ]] || { echo "A root file system can be made by root only: use sudo." >&2; exit 2; }
missing=()
for program in git mmdebstrap slirp4netns; do
  command -v "$program" > /dev/null || missing+=("$program")
done
if (( ${#missing[@]} > 0 )); then
  echo "The bare system needs ${missing[*]}: apt-get install ${missing[*]}" >&2
  exit 2
fi

work=$(mktemp -d -t "$name-XXXXXX")
root=$work/root

# Control groups of version 1 that nothing here uses: an engine in there may begin to.
unused=$(awk '$2 == 0 { print $1 }' /proc/cgroups)

clean_up() {
  # What is mounted in there went with the namespace of the last process.
  [[ -z ${slirp-} ]] || kill "$slirp" 2> /dev/null || true
  [[ -z ${inside-} ]] || kill -KILL "$inside" 2> /dev/null || true
  wait 2> /dev/null || true
  for group in /sys/fs/cgroup/"$name" /sys/fs/cgroup/*/"$name"; do
    [[ ! -d $group ]] || find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
  done
  # A hierarchy that is left without a mount has engines here find no control groups at all.
  for controller in $unused; do
    for _ in 1 2; do
      awk -v name="$controller" '$1 == name && $2 != 0 { exit 1 }' /proc/cgroups && continue
      mkdir -p "$work/cgroup"
      mount -t cgroup -o "$controller" cgroup "$work/cgroup" || continue
      find "$work/cgroup" -depth -mindepth 1 -type d -path "*$name*" -exec rmdir {} + 2> /dev/null || true
      umount "$work/cgroup"
      # Groups go a moment after their removal, and the hierarchy with the next unmount.
      sleep 1
    done
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

echo "Making a root file system of Debian 12 in $root"
mmdebstrap --quiet --variant=minbase --include=libstdc++6 bookworm "$root"

# Not the one of node_modules, which brings a Node that is newer.
PATH=$(tr : '\n' <<< "$PATH" | grep -v node_modules | paste -sd :)
node=$(realpath "$(command -v node)")
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
install "$node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"

git clone --quiet --no-hardlinks "$project" "$root/root/docker-blitz"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# Where this machine reaches the registries by way of a proxy with an authority of its own.
authorities=
if [[ -n ${NODE_EXTRA_CA_CERTS-} ]]; then
  authorities=/etc/authorities.pem
  cp "$NODE_EXTRA_CA_CERTS" "$root$authorities"
fi
# So that what an engine leaves can be told from what others have.
mkdir "$root/etc/docker"
echo "{ \"cgroup-parent\": \"/$name\" }" > "$root/etc/docker/daemon.json"

# Runs as the first process of the namespaces. pivot_root, since no container starts in a chroot.
enter='
  set -euo pipefail
  root=$1 authorities=$2; shift 2
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/run"
  ip link set lo up
  # Until slirp4netns has made the device that leads out.
  until ip link show tap0 > /dev/null 2>&1; do sleep 0.1; done
  cd "$root"
  mkdir -p old
  pivot_root . old
  umount -l /old
  rmdir /old
  cd /root/docker-blitz
  # The shell stays: somebody has to collect what processes leave whose parents have ended.
  status=0
  env -i HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 NODE_EXTRA_CA_CERTS="$authorities" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    npm test -- "$@" || status=$?
  exit "$status"
'
echo "Running npm test in it"
unshare --mount --pid --net --uts --ipc --fork --kill-child \
  bash -c "$enter" enter "$root" "$authorities" "$@" < /dev/null &
inside=$!
# The namespaces are those of the child of unshare.
until first=$(pgrep --parent "$inside"); do
  kill -0 "$inside" || exit 1
  sleep 0.1
done
slirp4netns --configure --mtu=65520 --disable-host-loopback "$first" tap0 > "$work/slirp.log" 2>&1 &
slirp=$!
status=0
wait "$inside" || status=$?
inside=
exit "$status"
