import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, inside } from '../support/attacks.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { amount } from '../support/length.ts'
import { Reader, type ReaderTerminal, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const LIMITS = { memoryMiB: 640, diskMiB: 128, cpus: 1, pids: amount(256, 1024) }

let engine: EngineUnderTest
let server: TestServer
let other: Reader
let calm: ReaderTerminal

beforeAll(async () => {
  engine = await engineUnderTest(LIMITS)
  server = await startServer({ driver: engine.driver })
  other = new Reader(server.address)
  calm = other.open('calm/shell')
  expect(await answers(calm)).toBe(true)
})

afterAll(async () => {
  // Nothing that was done to one sandbox was noticed in the other.
  expect(await answers(calm)).toBe(true)
  expect(other.notices).toEqual([])
  expect(server.faults).toEqual([])
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

const noticed = (reader: Reader, code: string) =>
  until(() => reader.notices.some((notice) => notice.code === code), `the notice of ${code}`)

describe('a reader who uses up', () => {
  it('all processes, by a fork bomb, leaves others alone, and starts afresh', async () => {
    using reader = new Reader(server.address)
    const bomb = reader.open('attack/bomb')
    expect(await bomb.run('true')).toBe(0)
    bomb.channel.write(':(){ :|:& };:\r')
    await noticed(reader, 'processes')
    for (let round = 0; round < 5; round++) expect(await answers(calm)).toBe(true)
    reader.client.reset()
    const fresh = reader.open('attack/afresh')
    expect(await answers(fresh)).toBe(true)
  })

  it('all processes, by sleeping ones, has the shell again after Ctrl+C', async () => {
    using reader = new Reader(server.address)
    const shell = reader.open('attack/sleepers')
    expect(await shell.run('true')).toBe(0)
    shell.channel.write(
      "perl -e 'while (1) { $p = fork; sleep 1 unless defined $p; sleep, exit if $p eq 0 }'\r",
    )
    await noticed(reader, 'processes')
    expect(await answers(calm)).toBe(true)
    const before = shell.prompts
    shell.channel.write('\x03')
    await until(() => shell.prompts > before, 'the prompt')
    expect(await answers(shell)).toBe(true)
    expect(await answers(reader.open('attack/another'))).toBe(true)
  })

  it('the memory, again and again, has a shell each time', async () => {
    using reader = new Reader(server.address)
    const shell = reader.open('attack/memory')
    for (let round = 0; round < amount(3, 30); round++) {
      expect(await shell.run('tail /dev/zero')).toBe(137)
      expect(await answers(shell)).toBe(true)
    }
    expect(await answers(calm)).toBe(true)
    expect((await inside(reader, 'docker run --rm busybox:latest echo up')).output).toBe('up')
  })

  it('the memory by files in it loses the sandbox at most', async () => {
    using reader = new Reader(server.address)
    const shell = reader.open('attack/files')
    expect(await shell.run('true')).toBe(0)
    shell.channel.write(
      'docker run --rm --tmpfs /full:size=10g busybox:latest dd if=/dev/zero of=/full/file bs=1M\r',
    )
    // What the kernel ends first is another each time: the command, the shell, or the whole sandbox.
    const isOver = () =>
      shell.prompts > 2 ||
      shell.exit !== undefined ||
      shell.error !== undefined ||
      reader.statuses.at(-1)?.state === 'gone'
    await until(isOver, 'the end of it')
    expect(await answers(calm)).toBe(true)
    await until(
      () => answers(reader.open('attack/after-files')).catch(() => false),
      'a shell in what is left, or in a new sandbox',
    )
  })

  it('the disk from the shell, cleans up and goes on', async () => {
    using reader = new Reader(server.address)
    const { output } = await inside(reader, 'cat /dev/zero > /var/lib/docker/full')
    expect(output).toMatch(/No space left on device/)
    await noticed(reader, 'disk')
    expect(await answers(calm)).toBe(true)
    expect((await inside(reader, 'rm /var/lib/docker/full')).status).toBe(0)
    expect((await inside(reader, 'docker run --rm busybox:latest echo up')).output).toBe('up')
  })

  it('the disk from a build has it back when the build has failed', async () => {
    using reader = new Reader(server.address)
    const file = "printf 'FROM busybox\\nRUN cat /dev/zero > /full\\n'"
    const { output } = await inside(reader, `${file} | docker build --progress plain -`)
    expect(output).toMatch(/No space left on device/)
    expect(await answers(calm)).toBe(true)
    const works = async () =>
      (await inside(reader, 'docker run --rm busybox:latest echo up')).output === 'up'
    await until(works, 'room on the disk')
  })

  it('all the files that a process may open, in many processes, takes none from others', async () => {
    using reader = new Reader(server.address)
    const open =
      'my @f; while (open my $f, "<", "/dev/null") { push @f, $f } print scalar @f, "\\n"'
    // Each takes some 45 MB for them.
    const processes = amount(4, 16)
    const { output } = await inside(
      reader,
      `for i in $(seq ${processes}); do perl -e '${open}' & done; wait`,
    )
    const counts = output.split('\n').map(Number)
    expect(counts).toHaveLength(processes)
    expect(Math.max(...counts)).toBeLessThanOrEqual(65_536)
    expect(await answers(calm)).toBe(true)
    expect(await answers(reader.open('attack/files-open'))).toBe(true)
  })

  it('the keys that the kernel counts by user finds none', async () => {
    using reader = new Reader(server.address)
    const { output } = await inside(reader, 'docker run --rm busybox:latest cat /proc/key-users')
    expect(output).not.toMatch(/^\s*1000:/m)
  })
})
