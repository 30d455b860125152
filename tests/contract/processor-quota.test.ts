import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const PROJECT = join(import.meta.dirname, '../..')

/** Enters the group, and says from inside of it which groups and what quota a child of it has. */
const SCRIPT = `
  import { execFileSync } from 'node:child_process'
  import { enterProcessorQuota } from './tools/processor-quota.ts'
  await using quota = await enterProcessorQuota()
  const name = quota.cgroupParent
  const find = 'find /sys/fs/cgroup -path "*' + name + '/cpu.*" '
  const read = find + '\\\\( -name cpu.max -o -name cpu.cfs_quota_us \\\\) -exec cat {} +'
  const groups = execFileSync('cat', ['/proc/self/cgroup']).toString()
  const limits = execFileSync('sh', ['-c', read]).toString().split('\\n')
  console.log(JSON.stringify({ name, groups, limit: parseInt(limits[0]) }))
`

/** In many containers the kernel's control groups can be read only. */
const canMakeGroups =
  process.getuid?.() === 0 &&
  (await access('/sys/fs/cgroup', constants.W_OK).then(
    () => true,
    () => false,
  ))

it.runIf(canMakeGroups)(
  'a slow run has a quarter of the processors, and leaves no control group',
  async () => {
    const node = promisify(execFile)
    const { stdout } = await node('node', ['--input-type=module', '--eval', SCRIPT], {
      cwd: PROJECT,
    })
    const { name, groups, limit } = JSON.parse(stdout)
    expect(groups).toContain(`${name}/tests`)
    // In each 100 ms, the unit is a microsecond.
    expect(limit).toBe((availableParallelism() / 4) * 100_000)
    await expect(access(`/sys/fs/cgroup/cpu${name}`)).rejects.toThrow('ENOENT')
    await expect(access(`/sys/fs/cgroup${name}`)).rejects.toThrow('ENOENT')
  },
)
