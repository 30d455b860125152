import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldShell } from '../../../sandbox-server/sandboxes/shells/held-shell.ts'
import { holdFrames } from '../../../sandbox-server/sandboxes/shells/hold-frames.ts'
import { SandboxConnection } from '../../../sandbox-server/sandboxes/ssh/connection.ts'
import { generateKey } from '../../../sandbox-server/sandboxes/ssh/deployment-key.ts'

/** The two ends of a real connection: ours, and that of a sandbox. */
let ours: Socket
let sandbox: Socket

beforeEach(async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  ours = connect((server.address() as { port: number }).port, '127.0.0.1')
  ;[sandbox] = (await accepted) as [Socket]
  sandbox.on('error', () => {})
  server.close()
})

afterEach(() => {
  ours.destroy()
  sandbox.destroy()
})

const GREETING = holdFrames.attach(0, { columns: 80, rows: 24 })

/** What a holder answers: output begins at its first byte. */
const BEGINS = Buffer.concat([Buffer.from('b\0\0\0\x10', 'latin1'), Buffer.alloc(16)])

it.each([
  ['is reset', () => sandbox.resetAndDestroy()],
  ['ends', () => sandbox.end()],
])('a log-in whose line %s fails, and nothing else does', async (_, end) => {
  const opening = SandboxConnection.open(ours, generateKey().privateKey)
  end()
  await expect(opening).rejects.toThrow()
})

it('a shell is not there where the line closes before the holder has answered', async () => {
  const meeting = HeldShell.meet(ours, GREETING, async () => true)
  sandbox.destroy()
  await expect(meeting).rejects.toThrow('The shell is not there.')
})

it('a shell whose holder was killed has ended, whatever is typed in that moment', async () => {
  const meeting = HeldShell.meet(ours, GREETING, async () => true)
  sandbox.write(BEGINS)
  const shell = await meeting
  shell.resume()
  const ended = once(shell, 'exit')
  sandbox.resetAndDestroy()
  await new Promise((resolve) => ours.once('close', resolve))
  shell.write('x')
  expect(await ended).toEqual([null, 'KILL'])
})
