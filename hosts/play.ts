import { join } from 'node:path'
import type Docker from 'dockerode'
import { ensureSite } from '../tools/site.ts'
import type { Steps } from '../tools/steps.ts'
import type { Cache } from './cache.ts'
import { byMachine, type Case } from './case.ts'
import { ensureImageDisk } from './image-disk.ts'
import { Machine } from './machine.ts'
import { makeProjectDisk } from './project-disk.ts'
import { ensureRootDisk } from './root-disk.ts'
import type { Row } from './row.ts'
import { SYSTEMS } from './systems.ts'
import { versionsOf } from './versions.ts'

export interface PlayOptions {
  readonly cases: readonly Case[]
  /** The engine here, and the sandbox image that it has. */
  readonly docker: Docker
  readonly image: string
  readonly cache: Cache
  /** A folder for what this run alone needs. */
  readonly work: string
  readonly steps: Steps
  readonly signal: AbortSignal
  /** Told of each case when it is over. */
  readonly onRow: (row: Row) => Promise<void>
}

/** Plays cases, one machine after the other. A machine on which a case failed is not used again. */
export async function playCases(options: PlayOptions): Promise<Row[]> {
  const { cases, steps, signal, work, onRow } = options
  const rows: Row[] = []
  await steps.do('Site', (tell) => ensureSite(tell, { signal }))
  const project = await steps.do('Disk with the project', (tell) =>
    makeProjectDisk(work, { signal, tell }),
  )
  for (const group of byMachine(cases)) {
    const left = [...group]
    while (left.length > 0) {
      await using machine = await bootFor(left[0] as Case, project, options)
      for (let isClean = true; isClean && left.length > 0; ) {
        const row = await playCase(left.shift() as Case, machine, options)
        rows.push(row)
        await onRow(row)
        isClean = row.isGood
      }
    }
  }
  return rows
}

async function bootFor(one: Case, project: string, options: PlayOptions): Promise<Machine> {
  const { cache, steps, signal, docker, image, work } = options
  const { wish } = one
  const { title, image: as } = SYSTEMS[wish.system]
  const root = await steps.do(`Disk with ${title}`, (tell) =>
    ensureRootDisk(wish.system, cache, { signal, tell }),
  )
  const imageDisk = await steps.do('Disk with the sandbox image', (tell) =>
    ensureImageDisk({ docker, image, as }, cache, { signal, tell }),
  )
  const serialLog = join(cache.directory, 'consoles', `${one.name}.log`)
  return steps.do(
    `Boot of ${title}: ${wish.processors} processors, ${wish.mebibytes} MiB`,
    (tell) =>
      Machine.boot({ wish, root, disks: [project, imageDisk], serialLog, work, signal }, tell),
    () => `console in ${serialLog}`,
  )
}

async function playCase(one: Case, machine: Machine, options: PlayOptions): Promise<Row> {
  const { steps, signal } = options
  const began = performance.now()
  const date = new Date().toISOString().slice(0, 10)
  let versions = ''
  const row = (result: string, isGood: boolean): Row => {
    const minutes = (performance.now() - began) / 60_000
    return { name: one.name, isGood, versions, date, result, minutes }
  }
  try {
    return await steps.do(one.name, async (tell) => {
      if (one.play === undefined) throw new Error(`The case ${one.name} has nothing to play.`)
      const result = await one.play({ machine, tell, signal })
      versions = await versionsOf(machine)
      return row(result, true)
    })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof Error)) throw error
    versions ||= await versionsOf(machine).catch(() => '')
    return row(`does not work: ${error.message}`, false)
  }
}
