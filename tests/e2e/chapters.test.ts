import { describe, expect, it } from 'vitest'
import { type BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('a reader in a browser', () => {
  it.each([
    ['the pointer', (block: BlockOnPage) => block.element.hover()],
    ['the focus', (block: BlockOnPage) => block.button('run').focus()],
  ])('loads the terminal when %s comes to a block, and not before', async (_, come) => {
    await using reader = await site.readerAt('/docker-basics/')
    expect(reader.scripts.join()).not.toMatch(/live-block/)
    const block = reader.block('docker-basics/containers')
    await come(block)
    await until(() => /live-block/.test(reader.scripts.join()), 'the terminal')
    expect(await block.words()).not.toMatch(/Opening/)
    await block.run()
    expect(reader.errors).toEqual([])
  })

  it('runs every block of the welcome, and stops the one that counts', async () => {
    await using reader = await site.readerAt('/welcome/')
    for (const block of await reader.blocks()) {
      await block.button('run').click()
      if ((await block.element.getAttribute('data-block')) === 'welcome/counting') {
        await block.shows('second 2')
        await block.button('stop').click()
        await block.finished()
        expect(await block.words()).toMatch(/^Stopped after/)
      } else {
        await block.finished()
        expect(await block.words()).toMatch(/^Finished (?:after|at once)/)
      }
    }
    await reader.block('welcome/read-note').shows('I was here')
    expect(reader.errors).toEqual([])
  })

  it('runs the blocks of the basics that need no Docker Hub', async () => {
    await using reader = await site.readerAt('/docker-basics/')
    const block = (name: string) => reader.block(`docker-basics/${name}`)
    for (const name of ['version', 'containers', 'images', 'filter']) {
      await block(name).run()
      expect(await block(name).words()).toMatch(/^Finished (?:after|at once)/)
    }
    await block('version').shows('docker-init')
    await block('images').shows(/busybox +1\.37/)
    await block('filter').shows(/busybox +latest/)
    expect(await block('filter').screen()).not.toMatch(/busybox +1\.37/)
    expect(reader.errors).toEqual([])
  })

  it('sees in each block what the ones before it did', async () => {
    await using reader = await site.readerAt('/images-and-containers/')
    const block = (name: string) => reader.block(`images-and-containers/${name}`)
    for (const name of ['run', 'all', 'detached']) {
      await block(name).run()
      expect(await block(name).words()).toMatch(/^Finished (?:after|at once)/)
    }
    await block('run').shows('hello from inside')
    await block('all').shows('Exited (0)')
    await block('listed').run()
    await block('listed').shows('sleeper')
    // A second container of that name cannot be.
    await block('detached').run()
    expect(await block('detached').words()).toMatch(/^Failed with exit status 125 (after|at once)/)
    await block('tidy').run()
    await block('listed').run()
    await until(async () => !/sleeper *$/.test(await block('listed').screen()), 'an empty list')

    await block('inside').button('run').click()
    await block('inside').shows('/ #')
    await block('inside').type('echo $((6 * 7)) > /answer\n')
    await block('outside').run()
    await block('outside').shows(/alpine:latest +"sh".*visit/)
    await block('outside').type('docker container exec visit cat /answer\n')
    await block('outside').shows(/^42$/m)
    await block('inside').type('exit\n')
    await block('inside').finished()
    expect(reader.errors).toEqual([])
  })

  it('carries the directory on to the next block', async () => {
    await using reader = await site.readerAt('/welcome/')
    await reader.block('welcome/first').run()
    await reader.block('welcome/first').type('cd /etc\n')
    await reader.block('welcome/first').shows('/etc $')
    await reader.block('welcome/note').button('run').click()
    await reader.block('welcome/note').shows('/etc $')
  })

  it('restarts a block in a new shell', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    await block.run()
    await block.type('mine=1\n')
    await block.shows('mine=1')
    await block.button('restart').click()
    await until(async () => !(await block.screen()).includes('mine=1'), 'a new screen')
    await block.finished()
    await block.type('echo "[$mine]"\n')
    await block.shows(/^\[\]$/m)
  })

  it('finds the same shells after a reload', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    await block.run()
    await block.type('mine=kept; echo typed\n')
    await block.shows(/^typed$/m)
    await reader.page.reload()
    await block.shows(/^typed$/m)
    await block.type('echo "[$mine]"\n')
    await block.shows('[kept]')
    // On another page of the course it is the same sandbox.
    await block.type('docker container create --name mine alpine:latest\n')
    await block.shows(/^[0-9a-f]{64}/m)
    await reader.page.goto(`${site.server.address}/docker-basics/`)
    await reader.block('docker-basics/containers').run()
    await reader.block('docker-basics/containers').type('docker container ls -a\n')
    await reader.block('docker-basics/containers').shows('mine')
  })

  it('resets the sandbox in the head of the page, once that is confirmed', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    await block.run()
    await block.type('touch leftover\n')
    await block.shows('leftover')
    await reader.resetSandbox('Keep it')
    await block.state('finished')
    await reader.resetSandbox()
    await block.state('gone')
    expect(await block.words()).toBe('Your sandbox was thrown away. Run starts a fresh one.')
    await block.run()
    await block.type('ls leftover\n')
    await block.shows('No such file')
  })

  it('sees nothing of a reader at another browser', async () => {
    await using one = await site.readerAt('/welcome/')
    await using other = await site.readerAt('/welcome/')
    await one.block('welcome/note').run()
    await other.block('welcome/read-note').run()
    expect(await other.block('welcome/read-note').words()).toMatch(/^Failed with exit status 1/)
  })

  it('goes on in a second tab with the same shell', async () => {
    await using reader = await site.readerAt('/welcome/')
    await reader.block('welcome/note').run()
    const tab = await reader.page.context().newPage()
    await tab.goto(`${site.server.address}/welcome/`)
    const block = tab.locator('live-terminal[data-block="welcome/read-note"]')
    await block.locator('[data-action="run"]').click()
    await until(
      async () => (await block.locator('.xterm-rows').innerText()).includes('I was here'),
      'the note in the second tab',
    )
  })

  it('works a block by keyboard alone', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    await block.button('run').focus()
    await reader.page.keyboard.press('Enter')
    await block.finished()
    await reader.page.keyboard.type('echo typed\n')
    await block.shows(/^typed$/m)
    await reader.page.keyboard.press('Shift+Escape')
    const focused = reader.page.locator(':focus')
    expect(await focused.getAttribute('class')).toBe('terminal-screen')
    const rows = block.element.locator('.xterm-rows > div')
    const before = await rows.count()
    await block.button('maximise').press('Enter')
    expect(await block.element.getAttribute('data-maximised')).toBe('')
    await until(async () => (await rows.count()) > before, 'its size')
    await block.type('stty size\n')
    await block.shows(new RegExp(`^${await rows.count()} \\d+$`, 'm'))
    await reader.page.keyboard.press('Shift+Escape')
    expect(await block.element.getAttribute('data-maximised')).toBeNull()
    // Nothing of the page lies over it.
    await block.button('maximise').click()
    await block.button('maximise').click()
    expect(await block.element.getAttribute('data-maximised')).toBeNull()
  })

  it('has the keys that a touch screen lacks', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    await reader.page.goto(`${site.server.address}/welcome/`)
    const block = reader.block('welcome/first')
    await block.run()
    await block.type('sleep 1000\n')
    await block.state('running')
    await block.element.getByRole('button', { name: 'Control, for the next key' }).tap()
    await block.type('c')
    await block.finished()
    expect(await block.words()).toMatch(/^Stopped after/)
    await block.element.getByRole('button', { name: 'Up', exact: true }).tap()
    await block.shows(/\$ sleep 1000$/m)
  })
})
