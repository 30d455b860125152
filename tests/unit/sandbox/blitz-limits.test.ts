import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseSample, usageOf } from '../../../sandbox-server/sessions/life/limit-notices.ts'

const PROGRAM = join(import.meta.dirname, '../../../sandbox/rootfs/usr/local/bin/blitz-limits')
const MIB = 1024 * 1024

/** 300 MiB are taken, 100 MiB of these by cached files, of a limit of 1536 MiB. */
const VERSION_2 = {
  'memory.events': 'low 0\noom 3\noom_kill 3\n',
  // The third was a container's, at its own limit.
  'memory.events.local': 'low 0\noom 2\noom_kill 0\n',
  'memory.max': `${1536 * MIB}\n`,
  'memory.current': `${300 * MIB}\n`,
  'memory.stat': `anon 5\ninactive_file ${100 * MIB}\nshmem 0\n`,
  'pids.events': 'max 4\n',
  'pids.max': '1024\n',
}
const VERSION_1 = {
  'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
  // A container's program, at the limit of the sandbox; and two of another one at its own.
  'memory/docker/one/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
  'memory/docker/one/memory.failcnt': '0\n',
  'memory/docker/two/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
  'memory/docker/two/memory.failcnt': '7\n',
  'memory/memory.limit_in_bytes': `${1536 * MIB}\n`,
  'memory/memory.usage_in_bytes': `${300 * MIB}\n`,
  'memory/memory.stat': `cache 5\ntotal_shmem 0\ninactive_file 7\ntotal_inactive_file ${100 * MIB}\n`,
  'pids/pids.events': 'max 3\n',
  'pids/docker/one/pids.events': 'max 1\n',
  'pids/docker/one/pids.max': 'max\n',
  'pids/docker/two/pids.events': 'max 9\n',
  'pids/docker/two/pids.max': '20\n',
  'pids/pids.max': '1024\n',
}

let groups: string

beforeEach(async () => {
  groups = await mkdtemp(join(tmpdir(), 'blitz-groups-'))
})

afterEach(async () => {
  await rm(groups, { recursive: true })
})

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(groups, name)), { recursive: true })
    await writeFile(join(groups, name), content)
  }
}

it.each([
  ['2', VERSION_2],
  ['1', VERSION_1],
])('tells what is used of the memory, by control groups of version %s', async (_, files) => {
  await write(files)
  const program = spawn('bash', [PROGRAM, groups], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    for await (const line of createInterface(program.stdout)) {
      const sample = parseSample(line)
      expect(sample).toMatchObject({ kills: 2, refusals: 4, processes: 1024 })
      expect(sample && usageOf(sample).memory).toEqual({ used: 200 * MIB, limit: 1536 * MIB })
      return
    }
    expect.unreachable('It printed nothing.')
  } finally {
    program.stdin.end()
  }
})
