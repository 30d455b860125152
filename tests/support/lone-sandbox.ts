import { afterAll, beforeAll } from 'vitest'
import type { CourseImage } from '../../sandbox-server/images/course-image.ts'
import { type Sandbox, startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { type EngineUnderTest, engineUnderTest, testKey } from './engine.ts'
import { patient } from './patience.ts'

export interface LoneSandbox {
  readonly engine: EngineUnderTest
  readonly sandbox: Sandbox
  /** Runs a command in it. @returns all that it printed, and how it ended. */
  run(command: string): Promise<{ status: number | null; output: string }>
}

/**
 * A sandbox without a server, for the tests of the file that calls this.
 * @param beside of the same deployment as that one.
 * @param course whose sandbox it is; by default one with an engine, and nothing of its own.
 */
export function useSandbox(id: string, beside?: LoneSandbox, course?: CourseImage): LoneSandbox {
  let engine: EngineUnderTest
  let sandbox: Sandbox

  beforeAll(async () => {
    engine = beside?.engine ?? (await engineUnderTest(undefined, undefined, undefined, course))
    const hasEngine = course?.hasEngine
    sandbox = await startSandbox({ driver: engine.driver, key: await testKey(), id, hasEngine })
  })

  afterAll(async () => {
    await sandbox?.destroy()
    if (!beside) await engine?.[Symbol.asyncDispose]()
  })

  return {
    get engine() {
      return engine
    },
    get sandbox() {
      return sandbox
    },
    async run(command) {
      const { status, stdout, stderr } = await sandbox.connection.exec(command, {
        outputBytes: 256 * 1024,
        milliseconds: patient(60_000),
      })
      return { status, output: `${stdout}${stderr}`.trim() }
    },
  }
}
