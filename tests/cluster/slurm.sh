#!/usr/bin/env bash
# A real one-node Slurm on loopback, for tests, as root in a container: no systemd, no cgroups, no accounting, everything below one folder.
#
#   slurm.sh install            the Debian packages, where they are missing
#   slurm.sh start DIR          a cluster of its own in DIR; then `. DIR/environment` makes sbatch, squeue and scontrol talk to it
#   slurm.sh node DIR           slurmd again, after one of the next two
#   slurm.sh kill-slurmd DIR    the daemon of the node alone: tasks go on
#   slurm.sh end-controller DIR the controller alone: tasks go on, and no command is answered
#   slurm.sh controller DIR     slurmctld again, with the queue that it had
#   slurm.sh crash DIR          the node with everything on it
#   slurm.sh stop DIR           everything that was started from DIR
#
# SLURM_TEST_OWNER is a process: when it ends, so does the cluster, and DIR goes. SLURM_TEST_CORES (4), SLURM_TEST_ARRAY (MaxArraySize, 64) and SLURM_TEST_TIME (MaxTime in minutes, 60) change the cluster.
set -euo pipefail

# This script and its watcher are none of the cluster's processes, which are told by this variable.
[ -z "${SLURM_CONF:-}" ] || exec env --unset=SLURM_CONF bash "$0" "$@"

install() {
  local program missing=
  for program in munged slurmctld slurmd sbatch; do command -v "$program" > /dev/null || missing=$program; done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "There is no $missing here, and no right or no apt-get to install it." >&2
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends munge slurmctld slurmd slurm-client slurm-wlm-basic-plugins
}

# Two ports that nobody listens on. Clusters of several test runs begin their search at different places.
free_port() {
  local port=$((20000 + (RANDOM % 10000) * 2))
  while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || (exec 3<> "/dev/tcp/127.0.0.1/$((port + 1))") 2> /dev/null; do
    port=$((port + 2))
  done
  echo "$port"
}

configure() {
  local dir=$1 port memory
  port=$(free_port)
  memory=$(($(awk '/MemTotal/ {print $2}' /proc/meminfo) / 1024 - 1024))
  mkdir -p "$dir"/{state,spool,log}
  chmod 0755 "$dir"
  head -c 1024 /dev/urandom > "$dir/munge.key"
  chmod 0600 "$dir/munge.key"
  # cred_expire: a requeued task waits for its credential to expire, 120 s by default. config_overrides: more cores than the machine has.
  cat > "$dir/slurm.conf" << CONFIGURATION
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0,defer
MaxArraySize=${SLURM_TEST_ARRAY:-64}
MaxJobCount=20000
MinJobAge=300
KillWait=5
ReturnToService=2
SlurmdTimeout=10
SlurmctldTimeout=10
DefMemPerCPU=100
NodeName=localhost NodeAddr=127.0.0.1 Sockets=1 CoresPerSocket=${SLURM_TEST_CORES:-4} ThreadsPerCore=1 RealMemory=$memory State=UNKNOWN
PartitionName=debug Nodes=localhost Default=YES MaxTime=${SLURM_TEST_TIME:-60} State=UP
CONFIGURATION
  # cgroup/v1 is the one that does not look for systemd.
  echo 'CgroupPlugin=cgroup/v1' > "$dir/cgroup.conf"
  echo "export SLURM_CONF=$dir/slurm.conf" > "$dir/environment"
}

start() {
  local dir=$1
  configure "$dir"
  export SLURM_CONF=$dir/slurm.conf
  munged --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" --seed-file="$dir/munge.seed" \
    --log-file="$dir/log/munged.log" --num-threads=2
  controller "$dir"
  if [ -n "${SLURM_TEST_OWNER:-}" ]; then setsid bash "$0" watch "$dir" "$SLURM_TEST_OWNER" > /dev/null 2>&1 < /dev/null & fi
  node "$dir"
}

# Nothing stays behind a test run that was killed, with its process group or without.
watch() {
  while kill -0 "$2" && [ -d "$1" ]; do sleep 1; done
  stop "$1"
  rm -rf "$1"
}

controller() {
  export SLURM_CONF=$1/slurm.conf
  slurmctld -D -i >> "$1/log/slurmctld.out" 2>&1 < /dev/null &
}

node() {
  local dir=$1
  export SLURM_CONF=$dir/slurm.conf
  # Of tasks younger than 20 s the controller believes for a minute that they are starting, unless it is told.
  if [ -f "$dir/crashed" ]; then
    scontrol update NodeName=localhost State=DOWN Reason=crashed || true
    rm "$dir/crashed"
  fi
  slurmd -D -N localhost > "$dir/log/slurmd.out" 2>&1 < /dev/null &
  for _ in $(seq 300); do
    sinfo --noheader --format=%T 2> /dev/null | grep -qE '^(idle|mixed|allocated)$' && return
    sleep 0.1
  done
  tail -n 5 "$dir"/log/* >&2
  return 1
}

# Processes that work for the cluster of DIR, of a certain name or of any: each has its configuration in the environment.
processes() {
  local dir=$1 name=${2:-} process
  { grep -lzxF "SLURM_CONF=$dir/slurm.conf" /proc/[0-9]*/environ 2> /dev/null || true; } | while IFS=/ read -r _ _ process _; do
    if [ -z "$name" ] || [ "$(cat "/proc/$process/comm" 2> /dev/null)" = "$name" ]; then echo "$process"; fi
  done
}

kill-slurmd() {
  processes "$1" slurmd | xargs --no-run-if-empty kill -KILL
}

# It ends by itself and not by a KILL: what it had not saved, a few seconds, it would not know again.
end-controller() {
  processes "$1" slurmctld | xargs --no-run-if-empty kill
  for _ in $(seq 300); do
    [ -n "$(processes "$1" slurmctld)" ] || return 0
    sleep 0.1
  done
  return 1
}

# The daemon and the keepers of tasks first, so that nobody reports what follows, and again, for a keeper that was just born: then all that has a task's number.
crash() {
  local dir=$1 process
  touch "$dir/crashed"
  for _ in 1 2; do { processes "$dir" slurmd; processes "$dir" slurmstepd; } | xargs --no-run-if-empty kill -KILL 2> /dev/null || true; done
  for process in $(processes "$dir"); do
    if grep -qz '^SLURM_JOB_ID=' "/proc/$process/environ" 2> /dev/null; then kill -KILL "$process" 2> /dev/null || true; fi
  done
}

stop() {
  local dir=$1
  crash "$dir"
  processes "$dir" slurmctld | xargs --no-run-if-empty kill -KILL 2> /dev/null || true
  [ ! -f "$dir/munged.pid" ] || kill "$(cat "$dir/munged.pid")" 2> /dev/null || true
  for _ in $(seq 100); do
    [ -n "$(processes "$dir")" ] || return 0
    sleep 0.1
  done
}

"$@"
