import type { Subject } from '../case.ts'

export const LIMITS: Subject = {
  title: 'Limits',
  cases: [
    {
      name: 'memory-limit',
      what: '`--memory`: what the container sees and what the engine says',
      script: String.raw`
docker run -d --name box --memory 64m alpine sleep 600
docker inspect box --format '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}'
docker exec box sh -c 'cat /sys/fs/cgroup/memory.max 2> /dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes'`,
    },
    {
      name: 'memory-kill',
      what: 'A container that uses more than its `--memory`: OOMKilled',
      script: String.raw`
docker run --name box --memory 32m --memory-swap 32m alpine sh -c 'head -c 100m /dev/zero | tail' > /dev/null 2>&1
docker inspect box --format '{{.State.OOMKilled}} {{.State.ExitCode}}'`,
    },
    {
      name: 'memory-wrong',
      what: 'Amounts of memory that are none',
      script: String.raw`
docker run --rm --memory 1k alpine true
docker run --rm --memory lots alpine true
docker run --rm --memory 64m --memory-swap 32m alpine true
docker run --rm --memory 64m --memory-reservation 128m alpine true`,
    },
    {
      name: 'cpus-limit',
      what: '`--cpus`, `--cpuset-cpus`, `--cpu-shares`',
      script: String.raw`
docker run --rm --cpus 0.5 alpine sh -c 'cat /sys/fs/cgroup/cpu.max 2> /dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us'
docker run --rm --cpuset-cpus 0 alpine nproc
docker run --rm --cpu-shares 512 alpine echo hi
docker run --rm --cpus 1000 alpine true
docker run --rm --cpuset-cpus 900 alpine true`,
      varies: [/0-\d+|from 0.01 to [\d.]+|\d+ CPUs/],
    },
    {
      name: 'pids-limit',
      what: '`--pids-limit`',
      script: String.raw`
docker run --rm --pids-limit 20 alpine sh -c 'cat /sys/fs/cgroup/pids.max 2> /dev/null || cat /sys/fs/cgroup/pids/pids.max'
docker run --rm --pids-limit 20 alpine sh -c 'for n in $(seq 40); do sleep 3 & done; wait' 2>&1 | sort -u | head -n 1`,
    },
    {
      name: 'stats',
      what: '`docker stats` of one moment',
      varies: [/[\d.]+%/, /[\d.]+[kKMG]?i?B/, /\b\d\b/],
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker stats --no-stream --format '{{.Name}} {{.MemUsage}} {{.PIDs}}' box
docker stats --no-stream nobody`,
    },
    {
      name: 'stats-of-limit',
      what: '`docker stats`: the limit of the container, and what it uses alone',
      script: String.raw`
docker run -d --name box --memory 64m alpine sleep 600 > /dev/null
docker stats --no-stream --format '{{.MemUsage}}' box | cut -d / -f 2
docker stats --no-stream --format '{{.PIDs}}' box`,
    },
    {
      name: 'top',
      what: '`docker top`, with columns too',
      varies: [/\b\d+\b/],
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker top box | awk '{ print $NF, $(NF-1) }'
docker top box -o pid,comm | awk '{ print $NF }'
docker top nobody`,
    },
    {
      name: 'pause',
      what: '`pause` and `unpause`',
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker pause box
docker ps --format '{{.Names}} {{.State}}'
docker exec box true
docker unpause box
docker unpause box`,
    },
    {
      name: 'update-limits',
      what: '`docker update --memory --cpus --pids-limit`',
      script: String.raw`
docker run -d --name box --memory 64m --memory-swap 64m alpine sleep 600 > /dev/null
docker update --memory 32m --memory-swap 32m --cpus 0.5 --pids-limit 30 box
docker inspect box --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}'`,
    },
    {
      name: 'block-io',
      what: '`--blkio-weight` and `--device-read-bps`',
      script: String.raw`docker run --rm --blkio-weight 300 alpine echo hi`,
    },
    {
      name: 'memory-seen',
      what: 'How much memory a container sees without a limit, beside what the engine says',
      varies: [/\d+/],
      script: String.raw`
docker run --rm alpine grep -c MemTotal /proc/meminfo
docker info --format '{{.MemTotal}}'`,
    },
    {
      name: 'oom-options',
      what: '`--oom-kill-disable` and `--oom-score-adj`',
      script: String.raw`
docker run --rm --oom-score-adj 700 alpine cat /proc/self/oom_score_adj
docker run --rm --oom-score-adj 5000 alpine true`,
    },
  ],
}
