#!/bin/sh
# A machine with a Docker engine, made of namespaces of this one.
#
#   machine.sh enter HOME NAME ADDRESS/BITS GATEWAY GROUP...
#
# HOME is the machine's folder: its `data`, `run` and `keys` are what is written there. Each GROUP is
# a folder of a control group that the machine has to itself. This process becomes `unshare`, whose
# one child is the machine's first process; the machine ends with it.
set -eu
case $1 in
  enter)
    shift
    home=$1 name=$2 address=$3 gateway=$4
    shift 4
    for group; do echo $$ > "$group/cgroup.procs"; done
    exec unshare --cgroup --net --mount --pid --uts --ipc --fork --kill-child \
      --propagation private sh "$0" boot "$home" "$name" "$address" "$gateway"
    ;;
  boot)
    home=$2 name=$3 address=$4 gateway=$5
    ;;
  *)
    echo "machine.sh: say enter first" >&2
    exit 2
    ;;
esac

hostname "$name"
root=$home/root
rm -rf "$home/run"
mkdir -p "$root" "$home/data" "$home/run" "$home/keys"

# The programs are this machine's own, which nothing in there can change.
mount --bind / "$root"
mount -o remount,ro,bind "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount --bind "$home/run" "$root/run"
mount --bind "$home/data" "$root/var/lib/docker"
mount --bind "$home/keys" "$root/etc/docker"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/mnt"
mkdir "$root/mnt/project"
mount --bind "$(dirname "$0")/../../.." "$root/mnt/project"
mount -o remount,ro,bind "$root/mnt/project"
# One folder for all machines, as of a file server.
mkdir "$root/mnt/shared"
mount --bind "$home/../shared" "$root/mnt/shared"

# The control groups as they are seen from the namespace: the machine's own group is their root.
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
cut -d: -f2 /proc/self/cgroup | while read -r controllers; do
  folder=$root/sys/fs/cgroup/${controllers#name=}
  case $controllers in
    '') continue ;;
    name=*) options=none,$controllers ;;
    *) options=$controllers ;;
  esac
  mkdir "$folder"
  mount -t cgroup -o "$options" cgroup "$folder"
done

# With chroot, `docker exec` would be in the file system of the outer machine.
cd "$root"
mkdir tmp/outer
pivot_root . tmp/outer
cd /
umount --lazy /tmp/outer

# No registry is there: each name is refused at once, instead of after a time.
echo nameserver 127.0.0.1 > /run/resolv.conf
if [ -e /etc/resolv.conf ]; then mount --bind /run/resolv.conf /etc/resolv.conf; fi

# The cable is put in from outside.
until [ -e /sys/class/net/eth0 ]; do sleep 0.05; done
ip link set lo up
ip address add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"

# Without a first process that reaps them, what ends in there stays as a zombie.
exec tini -s -- dockerd --host unix:///run/docker.sock
