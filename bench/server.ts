import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { OurServer } from './our-server.ts'
import { shareOf } from './process-memory.ts'
import { ofProcess } from './processor-seconds.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** What the readers' process is told. */
export type ReadersOrder =
  | { readonly come: number }
  | { readonly keys: number; readonly seconds: number }

/** Readers who are there when the memory is measured, and when the processor is. */
const IDLE = 1000
const CONNECTED = 3000

/** Goals: MB, and percent of one processor. */
const MEMORY_GOAL = 150
const PROCESSOR_GOAL = 60

/**
 * How long each sample of the processor is, and the keys of a reader in that time: few, since Run sends
 * a whole command at once.
 */
const SAMPLE_SECONDS = 20
const KEYS = 4

/**
 * What readers cost the server alone: their sandboxes are those of a node that has made-up ones, in a
 * process of its own, and their pages are programs.
 */
export async function benchServer({ tell, signal }: BenchOptions): Promise<readonly Row[]> {
  const bound = CONNECTED + 1
  await using server = await OurServer.start({
    node: { way: 'socket', isMadeUp: true },
    live: { maximum: bound, perAddress: bound, startsAtOnce: 8 },
  })
  await using readers = new Readers(server.address)
  const memory = async () => (await shareOf(server.pid)) / 1e6
  const processor = async (work: () => Promise<void>) => {
    signal.throwIfAborted()
    const [before, began] = [await ofProcess(server.pid), performance.now()]
    await work()
    const spent = (await ofProcess(server.pid)) - before
    return (spent / (performance.now() - began)) * 100_000
  }
  const idle = () => delay(SAMPLE_SECONDS * 1000, undefined, { signal })
  const type = () => readers.do({ keys: KEYS, seconds: SAMPLE_SECONDS })

  const before = await memory()
  const begun = await ofProcess(server.pid)
  tell(`${IDLE} readers come`)
  await readers.do({ come: IDLE })
  const come = (await ofProcess(server.pid)) - begun
  const whole = await memory()
  const idleShares = [await processor(idle)]
  tell(`${CONNECTED} readers come`)
  await readers.do({ come: CONNECTED })
  const all = await memory()
  const shares = [await processor(idle)]
  tell(`${CONNECTED} readers type`)
  const [received, sent] = await carried(server)
  const typingBegan = performance.now()
  const typing = await processor(type)
  const typed = (performance.now() - typingBegan) / 1000
  const after = await carried(server)
  const keys = CONNECTED * KEYS
  const [idleShare = 0] = shares
  const of = `${CONNECTED} readers`
  return [
    compare({ name: 'server with nobody, MB', ours: [before] }),
    compare({
      name: `server with ${IDLE} idle readers, MB`,
      ours: [whole],
      goal: { ours: MEMORY_GOAL },
    }),
    compare({ name: `server with ${of}, MB`, ours: [all] }),
    compare({
      name: 'memory of a further reader, kB',
      ours: [((all - whole) / (CONNECTED - IDLE)) * 1000],
    }),
    compare({ name: 'processor time for a reader who comes, ms', ours: [(come / IDLE) * 1000] }),
    compare({ name: `${IDLE} idle readers, % of a processor`, ours: idleShares }),
    compare({ name: `${of}, idle, % of a processor`, ours: shares }),
    compare({
      name: `${of}, of whom each types ${KEYS} keys in ${SAMPLE_SECONDS} s, % of a processor`,
      ours: [typing],
      goal: { ours: PROCESSOR_GOAL },
    }),
    compare({ name: 'keys that were typed in a second', ours: [keys / typed], tolerance: null }),
    compare({
      name: 'processor time for a key and its echo, beside an idle reader, ms',
      ours: [(((typing - idleShare) / 100) * typed * 1000) / keys],
    }),
    compare({ name: 'a key from a page, bytes', ours: [(after[0] - received) / keys] }),
    compare({ name: 'its echo to the page, bytes', ours: [(after[1] - sent) / keys] }),
  ]
}

/** Bytes of messages from pages, and to them, as the server counts them. */
async function carried({ address }: OurServer): Promise<readonly [received: number, sent: number]> {
  const text = await (await fetch(`${address}/metrics`)).text()
  const count = (name: string) =>
    Number(new RegExp(`^blitz_${name}_bytes_total (\\d+)`, 'm').exec(text)?.[1])
  return [count('received'), count('sent')]
}

class Readers implements AsyncDisposable {
  readonly #process: ChildProcess

  constructor(address: string) {
    this.#process = fork(join(import.meta.dirname, 'many-readers.ts'), [address])
  }

  /** @throws where the readers' process ends, which says why on standard error. */
  async do(order: ReadersOrder): Promise<void> {
    this.#process.send(order)
    const ended = once(this.#process, 'exit').then(() => {
      throw new Error('The readers of the bench have ended.')
    })
    await Promise.race([once(this.#process, 'message'), ended])
    ended.catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#process.connected) return
    const ended = once(this.#process, 'exit')
    this.#process.disconnect()
    await ended
  }
}
