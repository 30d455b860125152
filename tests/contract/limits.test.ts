import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { PACE_BYTES_PER_SECOND } from '../../sandbox-server/sessions/terminals/output-pace.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** So little that each limit is hit at once. */
const LIMITS = { memoryMiB: 320, diskMiB: 64, cpus: 1, pids: 256 }
const MIB = 1024 * 1024

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest(LIMITS)
  server = await startServer({ driver: engine.driver })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

const noticeOf = (reader: Reader, code: string) => () =>
  reader.notices.some((notice) => notice.code === code)

describe('a reader who hits a limit', () => {
  it('of memory is told, and the sandbox goes on', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/memory')
    expect(await terminal.run('tail /dev/zero')).toBe(137)
    await until(noticeOf(reader, 'memory'), 'the notice')
    expect(reader.notices).toContainEqual({
      code: 'memory',
      used: LIMITS.memoryMiB * MIB,
      limit: LIMITS.memoryMiB * MIB,
    })
    expect(await terminal.run('true')).toBe(0)
  })

  it('of processes is told, though nothing can be started', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/processes')
    // What looks at the limits is a process, too: it must be there before there is room for none.
    await until(() => reader.usages.length > 0, 'a first look at the limits')
    const forks = 'for (1..400) { my $p = fork(); last unless defined $p; sleep 5, exit unless $p }'
    expect(await terminal.run(`perl -e '${forks}'`)).toBe(0)
    await until(noticeOf(reader, 'processes'), 'the notice')
    expect(reader.notices).toContainEqual({
      code: 'processes',
      used: LIMITS.pids,
      limit: LIMITS.pids,
    })
  })

  it('of the network, by a name of the internet, is told why there is no such name', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/network')
    expect(await terminal.run('docker pull ghcr.io/x/y')).toBe(1)
    await until(noticeOf(reader, 'network'), 'the notice')
  })

  it('of output is slowed and told, and has the prompt after Ctrl+C', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/output')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('yes\r')
    await until(noticeOf(reader, 'output'), 'the notice')
    const [before, began] = [terminal.bytes, performance.now()]
    await until(() => terminal.bytes - before > 4 * MIB, 'some more')
    const seconds = (performance.now() - began) / 1000
    // A piece more in each window, and what was on its way.
    expect(terminal.bytes - before).toBeLessThan(2 * PACE_BYTES_PER_SECOND * seconds + MIB)
    terminal.channel.write('\x03')
    await until(() => terminal.prompts > 1, 'the prompt after Ctrl+C')
  })

  it('of the disk is told before it is full, and again when it was roomy meanwhile', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/disk')
    const disk = () => reader.notices.filter(({ code }) => code === 'disk').length
    const fill = 'head -c $(($(stat -fc "%S * %a" /var/lib/docker) - 4000000)) /dev/zero'
    expect(await terminal.run(`${fill} > /var/lib/docker/filler`)).toBe(0)
    await until(() => disk() === 1, 'the notice')
    const [notice] = reader.notices
    expect(notice).toMatchObject({ code: 'disk', limit: LIMITS.diskMiB * MIB })
    expect(notice?.used).toBeGreaterThan(0.9 * LIMITS.diskMiB * MIB)
    expect(await terminal.run('rm /var/lib/docker/filler')).toBe(0)
    await until(async () => {
      await terminal.run(`sleep 3; ${fill} > /var/lib/docker/filler`)
      await terminal.run('sleep 3; rm /var/lib/docker/filler')
      return disk() === 2
    }, 'the second notice')
  })

  it('hears nothing of what others do', async () => {
    using reader = new Reader(server.address)
    using other = new Reader(server.address)
    expect((await other.client.exec('true')).status).toBe(0)
    await reader.client.exec('tail /dev/zero')
    await until(noticeOf(reader, 'memory'), 'the notice')
    expect(other.notices).toEqual([])
  })
})

describe('the look at the limits', () => {
  it('is one for all pages of a reader, and none while no page is there', async () => {
    await using alone = await startServer({ driver: engine.driver })
    const reader = new Reader(alone.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    using tab = new Reader(alone.address, reader.token)
    expect((await tab.client.exec('pgrep -fc [b]litz-limits')).stdout).toBe('1\n')
    reader.leave()
    expect((await tab.client.exec('pgrep -fc [b]litz-limits')).stdout).toBe('1\n')
    tab.leave()
    const filters = deploymentFilter(engine.deployment)
    await until(async () => {
      const containers = await engine.docker.listContainers({ filters })
      const lists = await Promise.all(
        containers.map(({ Id }) => engine.docker.getContainer(Id).top()),
      )
      return !JSON.stringify(lists).includes('blitz-limits')
    }, 'the end of it')
  })
})
