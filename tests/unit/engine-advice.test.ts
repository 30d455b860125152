import { describe, expect, it } from 'vitest'
import { engineAdvice, isDebian, systemFamily } from '../../sandbox-server/engines/engine-advice.ts'

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n'
const UBUNTU = 'ID=ubuntu\nID_LIKE=debian\n'
const MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'
const FEDORA = 'ID=fedora\nVERSION_ID=43\n'
const ALMA = 'ID="almalinux"\nID_LIKE="rhel centos fedora"\n'
const ARCH = 'ID=arch\n'

describe('a system without an engine', () => {
  it.each([
    ['linux', DEBIAN, 'Install an engine:\n  sudo apt-get install docker.io'],
    ['linux', UBUNTU, 'Install an engine:\n  sudo apt-get install docker.io'],
    ['linux', MINT, 'Install an engine:\n  sudo apt-get install docker.io'],
    [
      'linux',
      FEDORA,
      'Install an engine:\n  sudo dnf install moby-engine && sudo systemctl start docker',
    ],
    [
      'linux',
      ALMA,
      'Install an engine:\n  sudo dnf install moby-engine && sudo systemctl start docker',
    ],
    ['linux', ARCH, 'Install a Docker engine: https://docs.docker.com/engine/install/'],
    ['linux', '', 'Install a Docker engine: https://docs.docker.com/engine/install/'],
    [
      'darwin',
      '',
      'Install and start Docker Desktop: https://docs.docker.com/get-started/get-docker/',
    ],
    [
      'win32',
      '',
      'Install and start Docker Desktop: https://docs.docker.com/get-started/get-docker/',
    ],
  ] as const)('%s %j is told the one thing to do', (platform, osRelease, advice) => {
    expect(engineAdvice(systemFamily(platform, osRelease), false)).toBe(advice)
  })

  it('only has to start the one that is installed', () => {
    expect(engineAdvice(systemFamily('linux', FEDORA), true)).toBe(
      'Start the engine:\n  sudo systemctl start docker',
    )
  })
})

describe('a system of the Debian family', () => {
  it.each([
    [DEBIAN, true],
    [UBUNTU, true],
    [MINT, true],
    [FEDORA, false],
    ['', false],
  ])('%j: %s', (osRelease, expected) => {
    expect(isDebian(systemFamily('linux', osRelease))).toBe(expected)
  })
})
