import type { LiveClient } from '../protocol/client.ts'
import { percentile } from '../runner/rehearsal/statistics.ts'
import { echoing, KEYS, timeKey } from './bench-terminal.ts'
import { OurServer, OurTerminal } from './our-server.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/**
 * A key's echo for a page that gets no WebSocket, against the WebSocket: key by key in turns, in one
 * sandbox each. It only tells.
 */
export async function benchPlainHttp({
  tell,
  signal,
  samples,
}: BenchOptions): Promise<readonly Row[]> {
  await using server = await OurServer.start()
  tell('starting two sandboxes')
  const sides = await Promise.all([side(server.plainReader()), side(server.reader())])
  const keys = samples * KEYS
  for (let key = 1; key <= keys; key++) {
    signal.throwIfAborted()
    tell(`echo: ${key} of ${keys} keys`)
    for (const { terminal, times } of sides) times.push(await timeKey(terminal))
  }
  const [plain, socket] = sides.map(({ times }) => times)
  const rows = (part: string, of?: (samples: readonly number[]) => number) =>
    compare({
      name: `echo of a key over plain HTTP, ${part}, against the WebSocket, ms`,
      ours: plain ?? [],
      peer: socket ?? [],
      ...(of && { of }),
    })
  return [rows('p50'), rows('p99', percentile(0.99))]
}

async function side(client: LiveClient) {
  const terminal = await echoing(new OurTerminal(client, 'bench/echo'))
  return { terminal, times: [] as number[] }
}
