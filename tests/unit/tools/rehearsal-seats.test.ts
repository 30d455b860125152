import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { RehearsalSeats } from '../../../tools/rehearsal-seats.ts'

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-seats-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** Hears who gives a seat up. */
async function listener() {
  const heard: (string | undefined)[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { heard, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('the seats of a rehearsal that was killed are given up by the next, and only once', async () => {
  const { heard, address } = await listener()
  const path = join(await folder(), 'rehearsals/seats.jsonl')
  const killed = new RehearsalSeats(path)
  for (const token of ['one', 'two', 'three']) killed.take({ address, token })
  killed.take({ address: 'http://127.0.0.1:1', token: 'elsewhere' })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await appendFile(path, '{"address": "http://a line that was never fin')
  expect(await new RehearsalSeats(path).clear(address)).toBe(3)
  expect(heard).toEqual(['Bearer one', 'Bearer two', 'Bearer three'])
  expect(await new RehearsalSeats(path).clear(address)).toBe(0)
  expect(heard).toHaveLength(3)
})

it('a rehearsal that gave up all of its seats leaves no file', async () => {
  const directory = await folder()
  const seats = new RehearsalSeats(join(directory, 'seats.jsonl'))
  seats.take({ address: 'http://localhost', token: 'one' })
  seats.giveUp('one')
  seats.close()
  expect(await readdir(directory)).toEqual([])
})
