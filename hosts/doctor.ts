import * as z from 'zod'
import { quoteForShell } from '../sandbox-server/common/quote-for-shell.ts'
import type { Stage } from './case.ts'
import { HostsError } from './hosts-error.ts'
import { npmScript } from './npm-script.ts'
import { PROJECT_PATH } from './recipe.ts'
import type { SiteWish } from './site-service.ts'
import { stateDirectory } from './site-service.ts'

const reportSchema = z.object({
  liveTerminals: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['good', 'note', 'bad']),
      found: z.string(),
      advice: z.string().optional(),
    }),
  ),
})

export type DoctorReport = z.infer<typeof reportSchema>

/** A start of a sandbox and of a container, on a machine of today. */
const DOCTOR_SECONDS = 60

/** @returns what `npm run doctor` says in there. @throws {HostsError} where it says nothing. */
export async function askDoctor(
  stage: Stage,
  { as, settings = {} }: SiteWish,
): Promise<DoctorReport> {
  stage.tell('npm run doctor')
  const environment = { STATE_DIRECTORY: stateDirectory(as), ...settings }
  const words = Object.entries(environment).map(
    ([name, value]) => `${name}=${quoteForShell(value)}`,
  )
  const { stdout, stderr } = await stage.machine.tryRun(
    `cd ${PROJECT_PATH} && ${words.join(' ')} ${npmScript('doctor')} --json`,
    { as, seconds: DOCTOR_SECONDS },
  )
  try {
    return reportSchema.parse(JSON.parse(stdout))
  } catch (cause) {
    const said = stderr.trim().split('\n').slice(-3).join(' ')
    throw new HostsError(`npm run doctor gave no report: ${said}`, { cause })
  }
}

/** @throws {HostsError} with what the doctor has found, where live terminals will not work. */
export async function expectHealthy(stage: Stage, wish: SiteWish): Promise<DoctorReport> {
  const report = await askDoctor(stage, wish)
  const bad = report.checks.filter(({ state }) => state === 'bad')
  if (report.liveTerminals && bad.length === 0) return report
  throw new HostsError(
    `npm run doctor: ${bad.map(({ name, found }) => `${name}: ${found}`).join('; ') || 'no live terminals'}`,
  )
}
