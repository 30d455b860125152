import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildContext } from '../../../sandbox-server/images/build-context.ts'
import { dockerfileOf } from '../../../sandbox-server/images/course-image.ts'

const BASE = 'docker-blitz/shell:1'

describe("the recipe of a course's image", () => {
  it('installs the packages that the course names, in one order whatever the course says', () => {
    const one = dockerfileOf(BASE, ['tree', 'git'], { hasEngine: false })
    expect(one).toContain('apt-get install -y --no-install-recommends git tree')
    expect(dockerfileOf(BASE, ['git', 'tree'], { hasEngine: false })).toBe(one)
  })

  it('takes the rights of programs away that a package brings', () => {
    const without = dockerfileOf(BASE, ['sudo'], { hasEngine: false })
    expect(without).toContain('chmod a-s')
    expect(without).not.toContain('newuidmap')
    expect(without).toContain('setcap -r')
    expect(dockerfileOf(BASE, ['sudo'], { hasEngine: true })).toContain('newuidmap|newgidmap')
  })

  it("has the course's home in place of the one of the image", () => {
    const lines = dockerfileOf(BASE, [], { hasEngine: true, home: '/courses/git/home' }).split('\n')
    expect(lines).toContain('COPY home/ /usr/local/share/blitz/home/')
    expect(lines.join()).not.toContain('apt-get')
  })

  it.each(['git; true', 'git\nRUN true', '--force-yes', '', 'Git'])(
    'does not take %j for the name of a package',
    (name) => {
      expect(() => dockerfileOf(BASE, [name], { hasEngine: false })).toThrow(
        `${name} is no name of a Debian package.`,
      )
    },
  )
})

describe('the files of an image', () => {
  it('are not what a link leads to, which may be anything of the machine', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'blitz-test-'))
    try {
      await writeFile(join(directory, 'notes.txt'), 'mine')
      await symlink('/etc/hostname', join(directory, 'link'))
      await expect(buildContext(directory, ['.'])).rejects.toThrow(
        `${join(directory, 'link')} is a link: put the file itself there.`,
      )
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
