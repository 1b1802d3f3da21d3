#!/bin/sh
# enter.sh ROOT USER COMMAND…   run COMMAND inside ROOT, with the host's files at the paths they have outside
#
# Runs in a mount namespace of its own (unshare --mount), so no mount outlives the command. Everything is `exec`: the
# command keeps this process's id, stdio and working folder, gets its signals and leaves its exit code.
# USER is "" for root, else "UID:GID": who to be again after --map-root-user (Wine wants to own its prefix).

set -e
root=$1 user=$2
shift 2

# The host's own system is what the root replaces; repositories and caches may be anywhere else.
for path in /* /usr/local /usr/src; do
  case $path in
    /bin | /boot | /etc | /lib | /lib32 | /lib64 | /libx32 | /lost+found | /sbin | /usr) continue ;;
  esac
  if [ -L "$path" ]; then
    [ -e "$root$path" ] || cp -P "$path" "$root$path" 2>/dev/null || :
  elif [ -d "$path" ]; then
    [ -d "$root$path" ] || mkdir -p "$root$path"
    case $path in
      /dev | /proc | /tmp) mount --rbind "$path" "$root$path" ;;
      *) mount --rbind "$path" "$root$path" 2>/dev/null || : ;;
    esac
  fi
done

if [ -n "$user" ]; then
  set -- --user --map-user="${user%:*}" --map-group="${user#*:}" --root="$root" --wd="$PWD" "$@"
else
  set -- --root="$root" --wd="$PWD" "$@"
fi
exec unshare "$@"
