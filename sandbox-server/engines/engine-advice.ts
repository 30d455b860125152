/** Of `/etc/os-release` (freedesktop.org, os-release), what decides how software is installed. */
export interface SystemFamily {
  readonly platform: NodeJS.Platform
  /** `ID` and `ID_LIKE`, such as `ubuntu` and `debian`. */
  readonly families: readonly string[]
}

/** @param osRelease the text of `/etc/os-release`; empty where there is none. */
export function systemFamily(platform: NodeJS.Platform, osRelease: string): SystemFamily {
  const families = osRelease
    .split('\n')
    .flatMap((line) => /^ID(?:_LIKE)?=(.*)$/.exec(line)?.[1] ?? [])
    .flatMap((value) => value.replaceAll(/["']/g, '').split(/\s+/))
  return { platform, families }
}

export function isDebian({ platform, families }: SystemFamily): boolean {
  return platform === 'linux' && families.includes('debian')
}

/**
 * @param installed whether an engine is there that only has to be started.
 * @returns the one sentence, with the one command to type, that gets this system an engine.
 */
export function engineAdvice(system: SystemFamily, installed: boolean): string {
  const { platform, families } = system
  if (platform === 'darwin' || platform === 'win32') {
    return 'Install and start Docker Desktop: https://docs.docker.com/get-started/get-docker/'
  }
  if (installed) return 'Start the engine:\n  sudo systemctl start docker'
  if (isDebian(system)) return 'Install an engine:\n  sudo apt-get install docker.io'
  if (families.includes('fedora')) {
    return 'Install an engine:\n  sudo dnf install moby-engine && sudo systemctl start docker'
  }
  return 'Install a Docker engine: https://docs.docker.com/engine/install/'
}
