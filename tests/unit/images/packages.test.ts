import { describe, expect, it } from 'vitest'
import { billOfMaterials } from '../../../sandbox-server/images/bill-of-materials.ts'
import { parseAge, parsePackages } from '../../../sandbox-server/images/packages.ts'

const line = (...fields: string[]) => fields.join('\x1f')

const LISTED = [
  line('ii ', 'bash', '5.2.37-2+b5', 'amd64', 'bash', 'http://tiswww.case.edu/php/chet/bash/'),
  '\tGFDL-NIV-1.3',
  '\tGPL-3+',
  line('rc ', 'gone', '1.0-1', 'amd64', 'gone', ''),
  '\tMIT',
  line('ii ', 'libc6', '2:2.41-12+deb13u5', 'amd64', 'glibc', ''),
  '',
].join('\n')

describe('the packages of an image', () => {
  it('are those that are installed, with the licences that each names', () => {
    expect(parsePackages(LISTED)).toEqual([
      {
        name: 'bash',
        version: '5.2.37-2+b5',
        architecture: 'amd64',
        source: 'bash',
        homepage: 'http://tiswww.case.edu/php/chet/bash/',
        licences: ['GFDL-NIV-1.3', 'GPL-3+'],
      },
      {
        name: 'libc6',
        version: '2:2.41-12+deb13u5',
        architecture: 'amd64',
        source: 'glibc',
        homepage: undefined,
        licences: [],
      },
    ])
  })

  it('stand in the bill of materials by the addresses that scanners know them by', () => {
    const bill = JSON.parse(billOfMaterials('an/image:tag', parsePackages(LISTED)))
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
    expect(bill.metadata.component).toMatchObject({ type: 'container', name: 'an/image:tag' })
    expect(bill.components).toMatchObject([
      {
        name: 'bash',
        version: '5.2.37-2+b5',
        licenses: [{ license: { name: 'GFDL-NIV-1.3' } }, { license: { name: 'GPL-3+' } }],
      },
      { name: 'libc6' },
    ])
    expect(bill.components[1].purl).toBe(
      'pkg:deb/debian/libc6@2%3A2.41-12%2Bdeb13u5?arch=amd64&distro=debian&upstream=glibc',
    )
  })
})

describe('the age of an image', () => {
  const changed = Date.UTC(2026, 10, 1)

  it('comes with the security updates that wait, and with no others', () => {
    const said = [
      String(changed / 1000),
      'asked',
      'Reading package lists...',
      'Inst libssl3t64 [3.5.1-1] (3.5.1-1+deb13u1 Debian-Security:13/stable-security [amd64])',
      'Inst curl [8.14.1-2] (8.14.1-2+deb13u1 Debian:13.2/stable [amd64])',
      'Inst docker.io [28.5.2-1] (28.5.2-2 Debian:testing [amd64]) []',
      'Conf libssl3t64 (3.5.1-1+deb13u1 Debian-Security:13/stable-security [amd64])',
    ].join('\n')
    expect(parseAge(said)).toEqual({ changed: new Date(changed), securityUpdates: ['libssl3t64'] })
  })

  it('comes without them where nobody could be asked', () => {
    expect(parseAge(`${changed / 1000}\n`)).toEqual({
      changed: new Date(changed),
      securityUpdates: undefined,
    })
  })
})
