import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { createDockerEngineDriver } from '../sandbox-server/drivers/docker-engine/driver.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { ensureSandboxImage } from '../sandbox-server/images/image.ts'
import { startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { loadDeploymentKey } from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { engineChoices, type Settings, sandboxLimits } from '../sandbox-server/settings.ts'

/** Tells the tests, in the environment, how many times as long as written their deadlines are. */
export const PATIENCE_VARIABLE = 'TEST_PATIENCE'

/** What both measured pieces of work take on the machine that the deadlines were written for. */
const WORK_MILLISECONDS = 200
const COLD_START_MILLISECONDS = 700

/** A start of Node and some MiB of checksums: a program that begins, and then computes. */
const WORK = `
  const { createHash } = require('node:crypto')
  const bytes = Buffer.alloc(1 << 20)
  for (let count = 0; count < 60; count++) createHash('md5').update(bytes).digest()
`

/** Beyond this a wait could no longer be told from a hang. */
const MOST_PATIENCE = 20

/**
 * Times a fixed piece of work on every processor at once, so that a quota on processor time shows.
 * @returns how many times as long as written a deadline must be on this machine: 1 or more.
 */
export async function patienceByWork(): Promise<number> {
  const began = performance.now()
  await Promise.all(Array.from({ length: availableParallelism() }, workOnce))
  return patienceFor((performance.now() - began) / WORK_MILLISECONDS)
}

/** The first start after a build has the image to read from the disk, which no later one has. */
const STARTS = 2

/**
 * Times the cold start of one sandbox while nothing else runs: the quickest of a few.
 * @param settings of a sandbox of the tests.
 * @returns the same as {@link patienceByWork}; disks and the engine have their part in it, too.
 */
export async function patienceByColdStart(docker: Docker, settings: Settings): Promise<number> {
  const deployment = `blitz-test-start-${randomBytes(4).toString('hex')}`
  const keyDirectory = await mkdtemp(join(tmpdir(), `${deployment}-`))
  try {
    const driver = createDockerEngineDriver({
      docker,
      image: await ensureSandboxImage(docker, { debian: settings.SANDBOX_DEBIAN }),
      deployment,
      limits: sandboxLimits(settings),
      host: engineChoices(settings),
    })
    const key = await loadDeploymentKey(keyDirectory)
    let quickest = Number.POSITIVE_INFINITY
    for (let count = 0; count < STARTS; count++) {
      const began = performance.now()
      const sandbox = await startSandbox({ driver, key, id: `lone-${count}` })
      quickest = Math.min(quickest, performance.now() - began)
      await sandbox.destroy()
    }
    return patienceFor(quickest / COLD_START_MILLISECONDS)
  } finally {
    await rm(keyDirectory, { recursive: true })
    await sweepLeftovers(docker, deployment)
  }
}

function patienceFor(timesAsLong: number): number {
  const rounded = Math.round(timesAsLong * 10) / 10
  return Math.min(Math.max(rounded, 1), MOST_PATIENCE)
}

function workOnce(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--eval', WORK], { stdio: 'ignore' })
    child.once('error', reject).once('close', () => resolve())
  })
}
