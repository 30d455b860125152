import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERROR_SENTENCES } from '../../protocol/sentences.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 1 } })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('a reader', () => {
  it('starts a container in one block and lists it in the next', async () => {
    using reader = new Reader(server.address)
    const first = reader.open('basics/first')
    const second = reader.open('basics/second')
    expect(await first.run('docker container run -d --name web alpine:latest sleep 1000')).toBe(0)
    expect(await second.run('docker container ls --format "{{.Names}} {{.Image}}"')).toBe(0)
    expect(second.text).toContain('web alpine:latest')
  })

  it('works in one block while another is inside a container', async () => {
    using reader = new Reader(server.address)
    const inside = reader.open('basics/inside')
    await until(() => inside.prompts > 0, 'the prompt')
    inside.channel.write('docker container run -it --name box alpine:latest sh\r')
    await until(() => inside.text.includes('/ # '), "the container's prompt")
    inside.channel.write('echo $((6 * 7)) > /answer; cat /answer\r')
    await until(() => /\n42\n/.test(inside.text), 'the answer')
    const outside = reader.open('basics/outside')
    expect(await outside.run('docker container exec box cat /answer')).toBe(0)
    expect(outside.text).toMatch(/\n42\n/)
    inside.channel.write('exit\r')
    await until(() => inside.prompts > 1, 'the prompt after the container')
    expect(inside.statuses.at(-1)).toBe(0)
  })

  it('sees nothing of another reader', async () => {
    using one = new Reader(server.address)
    using other = new Reader(server.address)
    const secret = one.open('basics/secret')
    expect(await secret.run('docker container create --name secret alpine:latest')).toBe(0)
    expect(await secret.run('echo mine > ~/secret')).toBe(0)
    const result = await other.client.exec('docker container ls -aq; cat ~/secret')
    expect(result).toMatchObject({ status: 1, stdout: '' })
    expect(one.token).not.toBe(other.token)
  })

  it('is in the same sandbox from a second tab, and sees the same shell', async () => {
    using tab = new Reader(server.address)
    const terminal = tab.open('basics/shared')
    expect(await terminal.run('touch ~/here; echo "from the first tab"')).toBe(0)
    using secondTab = new Reader(server.address, tab.token)
    const same = secondTab.open('basics/shared')
    await until(() => same.text.includes('from the first tab'), 'the kept output')
    same.channel.write('ls ~\r')
    await until(() => terminal.text.includes('here'), "the first tab's view of it")
    expect((await secondTab.client.exec('ls ~/here')).status).toBe(0)
  })

  it('gets exactly what was printed while the line was down', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/cut')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('for n in $(seq 1 3000); do echo "line $n"; done; echo the-end\r')
    await until(() => terminal.text.includes('line 200'), 'some output')
    reader.cutLine()
    await until(() => /\nthe-end/.test(terminal.text), 'the rest')
    expect(terminal.cut).toBe(0)
    const numbers = [...terminal.text.matchAll(/^line (\d+)$/gm)].map(([, number]) =>
      Number(number),
    )
    expect(numbers).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1))
  })

  it('stops a command with Ctrl+C, and kills one that will not hear', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/stop')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('sleep 1000\r')
    await until(() => terminal.text.includes('sleep 1000\n'), 'the echo')
    terminal.channel.signal('INT')
    await until(() => terminal.prompts > 1, 'the prompt')
    expect(terminal.statuses.at(-1)).toBe(130)
    terminal.channel.write('sh -c \'trap "" INT TERM; echo deaf; while :; do sleep 1; done\'\r')
    await until(() => /\ndeaf/.test(terminal.text), 'the deaf command')
    terminal.channel.signal('KILL')
    await until(() => terminal.prompts > 2, 'the prompt')
    expect(terminal.statuses.at(-1)).toBe(137)
  })

  it('carries the working directory to a new shell', async () => {
    using reader = new Reader(server.address)
    const first = reader.open('basics/there')
    expect(await first.run('mkdir -p "/tmp/my app" && cd "/tmp/my app"')).toBe(0)
    expect(first.directory).toBe('/tmp/my app')
    const second = reader.open('basics/too', { directory: '/tmp/my app' })
    expect(await second.run('pwd')).toBe(0)
    expect(second.text).toContain('\n/tmp/my app\n')
    const lost = reader.open('basics/lost', { directory: '/no/such/place' })
    expect(await lost.run('pwd')).toBe(0)
    expect(lost.text).toContain('\n/home/learner\n')
  })

  it('has its terminal in the size that it says', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/size')
    expect(await terminal.run('stty size')).toBe(0)
    expect(terminal.text).toContain('\n24 80\n')
    terminal.channel.resize(123, 45)
    terminal.channel.write('stty size\r')
    // The shell draws its prompt anew when the size changes, so that a prompt says nothing here.
    await until(() => terminal.text.includes('\n45 123\n'), 'the new size')
  })

  it('may end a shell and learn its status', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/exit')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('exit 7\r')
    await until(() => terminal.exit !== undefined, 'the exit')
    expect(terminal.exit).toEqual({ status: 7, signal: null })
    const again = reader.open('basics/exit', { resume: true })
    await until(() => again.error !== undefined, 'the refusal')
    expect(again.error).toBe(ERROR_SENTENCES['terminal-gone'])
  })

  it('has a new shell at once where one is closed before it is there', async () => {
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    reader.open('basics/twice').channel.close()
    const second = reader.open('basics/twice')
    expect(await second.run('answer=42')).toBe(0)
    const shells = 'ls /run/blitz/shells | wc -l'
    await until(async () => (await reader.client.exec(shells)).stdout === '1\n', 'one shell')
    expect(await second.run('echo "it is $answer"')).toBe(0)
    expect(second.text).toContain('\nit is 42\n')
  })

  it('leaves a shell to itself, which then waits for nobody', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/left')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('head -c 5000000 /dev/zero | tr "\\0" x; answer=42; touch ~/done\r')
    terminal.channel.leave()
    await until(async () => (await reader.client.exec('ls ~/done')).status === 0, 'the end')
    const again = reader.open('basics/left', { resume: true })
    expect(await again.run('echo "it is $answer"')).toBe(0)
    expect(again.text).toContain('\nit is 42\n')
  })

  it('ends a shell on leaving only where nobody else watches it', async () => {
    using reader = new Reader(server.address)
    const first = reader.open('basics/watched')
    expect(await first.run('answer=42')).toBe(0)
    using secondTab = new Reader(server.address, reader.token)
    const second = secondTab.open('basics/watched')
    await until(() => second.prompts > 0, 'the shell in the second tab')
    first.channel.leave('close')
    expect(await second.run('echo "it is $answer"')).toBe(0)
    expect(second.text).toContain('\nit is 42\n')
    second.channel.leave('close')
    const shells = 'ls /run/blitz/shells | wc -l'
    await until(async () => (await reader.client.exec(shells)).stdout === '0\n', 'its end')
  })

  it('ends a shell while the line is down, and gets a new one of that name', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/anew')
    expect(await terminal.run('answer=42')).toBe(0)
    await reader.goAway()
    terminal.channel.close()
    const again = reader.open('basics/anew')
    reader.isAway = false
    expect(await again.run('echo "it is [$answer]"')).toBe(0)
    expect(again.text).toContain('\nit is []\n')
    const shells = 'ls /run/blitz/shells | wc -l'
    await until(async () => (await reader.client.exec(shells)).stdout === '1\n', 'one shell')
  })

  it('is not joined to another shell of that name when the line is back', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/other')
    expect(await terminal.run('echo "the first shell"')).toBe(0)
    await reader.goAway()
    using secondTab = new Reader(server.address, reader.token)
    const before = secondTab.open('basics/other')
    await until(() => before.prompts > 0, 'the first shell')
    before.channel.close()
    const after = secondTab.open('basics/other')
    expect(await after.run('seq 1000')).toBe(0)
    reader.isAway = false
    await until(() => terminal.error !== undefined, 'the news')
    expect(terminal.error).toBe(ERROR_SENTENCES['terminal-gone'])
    expect(terminal.text).not.toContain('1000')
    expect(await after.run('true')).toBe(0)
  })

  it('throws the sandbox away and gets a fresh one', async () => {
    using reader = new Reader(server.address)
    const before = reader.open('basics/before')
    expect(await before.run('touch ~/leftover')).toBe(0)
    reader.client.reset()
    await until(() => before.error !== undefined, 'the end of the shell')
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'reset' })
    const after = reader.open('basics/after')
    expect(await after.run('test ! -e ~/leftover')).toBe(0)
  })

  it('is told when the sandbox is taken away, and goes on in a new one', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/taken')
    expect(await terminal.run('true')).toBe(0)
    const { stdout } = await reader.client.exec('cat /proc/sys/kernel/hostname; id -un')
    expect(stdout.trim().split('\n').at(-1)).toBe('learner')
    for (const sandbox of await engine.driver.list()) await sandbox.destroy()
    await until(() => terminal.error !== undefined, 'the news')
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'lost' })
    expect(await reader.open('basics/new').run('docker version')).toBe(0)
  })

  it('has an engine again, by itself and in the same sandbox, when it has crashed', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/crashed')
    const started = 'docker container run -d --name web alpine:latest sleep 1234'
    expect(await terminal.run(`${started} && touch ~/kept && pkill -KILL -x dockerd`)).toBe(0)
    await until(
      async () => (await reader.client.exec('docker container start web')).status === 0,
      'a new engine',
    )
    expect((await reader.client.exec('pgrep -fxc "sleep 1234"')).stdout).toBe('1\n')
    expect(await terminal.run('ls ~/kept && docker container rm -f web')).toBe(0)
  })

  it('opens no more shells than allowed', async () => {
    using reader = new Reader(server.address)
    const terminals = Array.from({ length: 33 }, (_, index) => reader.open(`many/shell-${index}`))
    await until(() => terminals.some(({ error }) => error !== undefined), 'the refusal')
    expect(terminals.map(({ error }) => error).filter(Boolean)).toEqual([
      ERROR_SENTENCES['terminals-exhausted'],
    ])
  })
})

describe('a silent command', () => {
  it('answers with status and both streams, bounded in output and time', async () => {
    using reader = new Reader(server.address)
    expect(
      await reader.client.exec('echo out; echo err >&2; exit 3', { directory: '/tmp' }),
    ).toEqual({
      status: 3,
      timedOut: false,
      truncated: false,
      stdout: 'out\n',
      stderr: 'err\n',
    })
    const flood = await reader.client.exec('yes | head -c 1000000')
    expect(flood).toMatchObject({ status: 0, truncated: true })
    expect(flood.stdout).toHaveLength(64 * 1024)
    const slow = await reader.client.exec('sleep 1000', { milliseconds: 200 })
    expect(slow).toMatchObject({ status: null, timedOut: true })
    await until(
      async () => (await reader.client.exec('pgrep -x sleep')).status === 1,
      'the end of what took too long',
    )
    expect((await reader.client.exec('docker image ls -q alpine')).stdout).toMatch(
      /^[0-9a-f]{12}\n$/,
    )
  })
})

describe('a sandbox that nobody uses', () => {
  it('ends after its idle time, and says so', async () => {
    const limits = { idleMilliseconds: patient(1500) }
    await using server = await startServer({ driver: engine.driver, limits })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await until(() => reader.statuses.at(-1)?.state === 'gone', 'the end')
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'idle' })
  })
})
