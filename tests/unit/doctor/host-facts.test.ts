import { describe, expect, it } from 'vitest'
import {
  createOptions,
  type HostFacts,
} from '../../../sandbox-server/drivers/docker-engine/create-options.ts'

function securityOptions(host: HostFacts): string[] {
  const { HostConfig } = createOptions({
    request: { id: 'probe', authorizedKey: 'ssh-ed25519 AAAA' },
    deployment: 'blitz',
    image: 'docker-blitz/sandbox:test',
    limits: { memoryMiB: 1536, diskMiB: 1024, cpus: 1, pids: 1024 },
    host,
  })
  return (HostConfig.SecurityOpt as string[]).filter((option) => !option.startsWith('seccomp='))
}

describe('what the host demands', () => {
  it.each([
    [{}, []],
    [{ appArmorProfile: 'docker-blitz-sandbox' }, ['apparmor=docker-blitz-sandbox']],
    [{ selinuxType: 'container_engine_t' }, ['label=type:container_engine_t']],
  ])('%o becomes the security options %o', (host, options) => {
    expect(securityOptions(host)).toEqual(options)
  })
})
