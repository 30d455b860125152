import { askSystem, exists, PLACES, serviceSettings, siteAddress } from './machine.ts'
import { SERVICE } from './unit.ts'

export interface ServiceStatus {
  readonly isInstalled: boolean
  /** As systemd names it: `active`, `failed`, and so on. */
  readonly active: string
  /** Whether it starts at each boot. */
  readonly isEnabled: boolean
  /** How often systemd has started it again since it was last started by hand. */
  readonly restarts: number
  readonly address: string | undefined
  /** What `/readyz` says; undefined where nothing answers. */
  readonly ready: { readonly isReady: boolean; readonly sentence: string } | undefined
}

export async function readStatus(): Promise<ServiceStatus> {
  const shown = await askSystem('systemctl', 'show', SERVICE, '--property=ActiveState,NRestarts')
  const properties = new Map((shown ?? '').split('\n').map((line) => split(line)))
  const { settings } = await serviceSettings()
  const { HOST, PORT, BASE } = settings ?? {}
  const known = HOST !== undefined && PORT !== undefined
  const active = properties.get('ActiveState') ?? 'unknown'
  return {
    isInstalled: await exists(PLACES.unit),
    active,
    isEnabled: (await askSystem('systemctl', 'is-enabled', SERVICE)) === 'enabled',
    restarts: Number(properties.get('NRestarts') ?? 0),
    address: known ? siteAddress(HOST, PORT, BASE) : undefined,
    ready:
      known && active === 'active' ? await askReady(siteAddress(HOST, PORT, '/readyz')) : undefined,
  }
}

/** @returns the lines to print, and the exit status, as systemctl has it: 3 where it does not run. */
export function describeStatus(status: ServiceStatus): { lines: readonly string[]; code: 0 | 3 } {
  const { isInstalled, active, isEnabled, restarts, address, ready } = status
  if (!isInstalled) {
    return { lines: ['There is no service: sudo npm run service -- install'], code: 3 }
  }
  const boot = isEnabled ? 'starts at each boot' : 'does not start at boot'
  const again = restarts === 0 ? '' : `, was started again ${restarts} times`
  const answer = ready?.sentence.trim() ?? 'Nothing answers yet.'
  return {
    lines: [
      `${SERVICE} is ${active}, ${boot}${again}.`,
      ...(active === 'active' && address ? [`${address} ${answer}`] : []),
      `Log: journalctl -u ${SERVICE}`,
    ],
    code: active === 'active' && ready?.isReady ? 0 : 3,
  }
}

function split(line: string): readonly [string, string] {
  const [name = '', value = ''] = line.split('=', 2)
  return [name, value]
}

async function askReady(url: string): Promise<ServiceStatus['ready']> {
  try {
    const answer = await fetch(url)
    return { isReady: answer.ok, sentence: await answer.text() }
  } catch {
    return undefined
  }
}
