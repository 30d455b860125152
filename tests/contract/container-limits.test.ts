import { describe, expect, it } from 'vitest'
import { useSandbox } from '../support/lone-sandbox.ts'
import { until } from '../support/reader.ts'

const sandbox = useSandbox('limits')

async function docker(command: string): Promise<string> {
  const { status, output } = await sandbox.run(`docker ${command}`)
  expect(status, output).toBe(0)
  return output
}

/** What a file of a container's control group says, by its name in version 1 or in version 2. */
const read = (container: string, version1: string, version2: string) =>
  docker(
    `exec ${container} sh -c 'cat /sys/fs/cgroup/${version1} 2> /dev/null || cat /sys/fs/cgroup/${version2}'`,
  )

/** Time that the first process of a container has had on processors, in hundredths of a second. */
async function timeOf(container: string): Promise<number> {
  const process = await docker(`inspect --format '{{.State.Pid}}' ${container}`)
  const { output } = await sandbox.run(`cut -d ' ' -f 14 /proc/${process}/stat`)
  return Number(output)
}

describe('a container with limits', () => {
  it('ends where its program takes more memory, and says why', async () => {
    const { status } = await sandbox.run('docker run --name greedy -m 32m busybox tail /dev/zero')
    expect(status).toBe(137)
    expect(await docker("inspect --format '{{.State.OOMKilled}}' greedy")).toBe('true')
  })

  it('starts as many processes as it may, and no more', async () => {
    const fork = 'for i in 1 2 3 4 5 6; do sleep 1 & done; wait'
    const { output } = await sandbox.run(`docker run --rm --pids-limit 4 busybox sh -c '${fork}'`)
    expect(output).toContain("can't fork: Resource temporarily unavailable")
  })

  it('has no more of the processors, and may ask for more than the sandbox has', async () => {
    await docker("run -d --name busy --cpus 0.1 busybox sh -c 'while :; do :; done'")
    await until(async () => {
      const counts = await read('busy', 'cpu/cpu.stat', 'cpu.stat')
      return Number(/nr_throttled (\d+)/.exec(counts)?.[1]) > 0
    }, 'the processor to be taken away')
    const most = await docker("info --format '{{.NCPU}}'")
    expect(await docker(`run --rm --cpus ${most} busybox echo here`)).toBe('here')
  })

  it('takes other limits while it runs', async () => {
    await docker('update --memory 48m --memory-swap 48m busy')
    const limit = await read('busy', 'memory/memory.limit_in_bytes', 'memory.max')
    expect(Number(limit)).toBe(48 * 1024 * 1024)
  })

  it('is shown by itself in stats and top', async () => {
    const stats = await docker("stats --no-stream --format '{{.MemUsage}}, {{.PIDs}}' busy")
    expect(stats).toMatch(/^[\d.]+[KM]iB \/ 48MiB, 1$/)
    const top = await docker('top busy')
    expect(top.split('\n')).toHaveLength(2)
    expect(top).toContain('sh -c while :; do :; done')
  })

  it('stands still while it is paused', async () => {
    await docker('pause busy')
    expect(await docker("inspect --format '{{.State.Status}}' busy")).toBe('paused')
    const before = await timeOf('busy')
    expect((await sandbox.run('docker exec busy true')).output).toContain('is paused')
    expect(await timeOf('busy')).toBe(before)
    await docker('unpause busy')
    await until(async () => (await timeOf('busy')) > before, 'it to go on')
  })

  it('leaves no control group behind, even where it never started', async () => {
    await sandbox.run('docker rm --force busy greedy; docker run --rm busybox no-such-program')
    const { output } = await sandbox.run(
      "find /sys/fs/cgroup -type d -regextype egrep -regex '.*/[0-9a-f]{64}'",
    )
    expect(output).toBe('')
  })
})
