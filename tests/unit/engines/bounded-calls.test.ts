import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../../sandbox-server/drivers/docker-engine/driver.ts'
import { DriverError } from '../../../sandbox-server/drivers/driver.ts'
import { withBoundedCalls } from '../../../sandbox-server/engines/bounded-calls.ts'

let directory: string
let server: Server
let answer: (socket: Socket) => void
const sockets = new Set<Socket>()

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-bounded-'))
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => answer(socket))
  }).listen(join(directory, 's'))
  await once(server, 'listening')
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  server.close()
  await rm(directory, { recursive: true })
})

const client = (milliseconds = 30_000) =>
  withBoundedCalls(new Docker({ socketPath: join(directory, 's') }), milliseconds)
const say = (text: string) => (socket: Socket) => socket.write(text)
const head = (type: string) => `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n`

describe('an engine that hangs', () => {
  it.each([
    ['says nothing', () => {}],
    ['stops in the head of its answer', say('HTTP/1.1 200')],
    ['stops within its answer', say(`${head('application/json')}Content-Length: 100\r\n\r\n[`)],
  ])('ends a call in time where it %s', async (_, hang) => {
    answer = hang
    const sentence = 'the engine did not answer within 0.05 s'
    await expect(client(50).listContainers()).rejects.toThrow(sentence)
  })

  it('ends none that waits for something', async () => {
    const asked = Promise.withResolvers<Socket>()
    answer = asked.resolve
    const docker = client(1)
    const waited = docker.getContainer('some').wait()
    const socket = await asked.promise
    // Another call, begun later, is over by its limit: so would be the first one.
    answer = () => {}
    await expect(docker.listContainers()).rejects.toThrow('did not answer')
    socket.write(`${head('application/json')}Content-Length: 16\r\n\r\n{"StatusCode":7}`)
    expect(await waited).toEqual({ StatusCode: 7 })
  })

  it('ends no stream that has begun', async () => {
    answer = say(`${head('text/plain')}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`)
    const docker = client(200)
    const logs = (await docker
      .getContainer('some')
      .logs({ follow: true, stdout: true })) as unknown as NodeJS.ReadableStream
    expect(String(await once(logs, 'data').then(([chunk]) => chunk))).toBe('a')
    answer = () => {}
    await expect(docker.listContainers()).rejects.toThrow('did not answer')
    for (const socket of sockets) if (!socket.destroyed) socket.write('1\r\nb\r\n0\r\n\r\n')
    expect(String(await once(logs, 'data').then(([chunk]) => chunk))).toBe('b')
  })

  it('can still be given up earlier by whoever asks', async () => {
    answer = () => {}
    const abort = new AbortController()
    const asked = client().getContainer('some').wait({ abortSignal: abort.signal })
    abort.abort(new Error('Enough.'))
    await expect(asked).rejects.toThrow()
  })
})

describe('what answers, and is no engine', () => {
  it.each([
    ['another protocol', 'SSH-2.0-dropbear\r\n', 'Parse Error'],
    [
      'words',
      `${head('text/plain')}Content-Length: 5\r\n\r\nhello`,
      'what the engine answered is not JSON',
    ],
  ])('is told apart where it speaks %s', async (_, said, sentence) => {
    answer = say(said)
    await expect(client().listContainers()).rejects.toThrow(sentence)
  })

  it('is a sentence for a host where it answers with no list of sandboxes', async () => {
    answer = say(`${head('application/json')}Content-Length: 2\r\n\r\n{}`)
    const limits = { memoryMiB: 1, diskMiB: 1, cpus: 1, pids: 1 }
    const own = { docker: client(), image: 'none', deployment: 'none', limits, host: {} }
    await expect(createDockerEngineDriver(own).list()).rejects.toThrow(
      new DriverError('The sandboxes could not be listed: the engine answered with no list.'),
    )
  })

  it('may answer a ping in words', async () => {
    answer = say(`${head('text/plain')}Content-Length: 2\r\n\r\nOK`)
    expect(String(await client().ping())).toBe('OK')
  })
})
