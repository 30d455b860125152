import type Docker from 'dockerode'
import { runInImage } from './run-in-image.ts'

/** A Debian package of an image. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** The source package that it is built from. */
  readonly source: string
  readonly homepage: string | undefined
  /** Short names, as its copyright file gives them (such as `GPL-2+`); none where it gives none. */
  readonly licences: readonly string[]
}

/** Fields that no package's own text can hold. */
const FIELD = '\x1f'

/** A line for each package, and below it a tab and a licence for each licence. */
const LIST = `
dpkg-query --show --showformat='\${db:Status-Abbrev}${FIELD}\${Package}${FIELD}\${Version}${FIELD}\${Architecture}${FIELD}\${source:Package}${FIELD}\${Homepage}\\n' |
while IFS= read -r line; do
  printf '%s\\n' "$line"
  name=$(printf %s "$line" | cut -d '${FIELD}' -f 2)
  sed -n 's/^License: *\\([^ ].*\\)/\\t\\1/p' "/usr/share/doc/$name/copyright" 2> /dev/null | sort -u || true
done
`

/**
 * Every Debian package of an image.
 * @throws what the engine, or `dpkg-query`, says.
 */
export async function installedPackages(
  docker: Docker,
  image: string,
  signal?: AbortSignal,
): Promise<readonly InstalledPackage[]> {
  return parsePackages(await runInImage(docker, { image, script: LIST, signal }))
}

export function parsePackages(listed: string): readonly InstalledPackage[] {
  const packages: (InstalledPackage & { licences: string[] })[] = []
  let last: { licences: string[] } | undefined
  for (const line of listed.split('\n').filter(Boolean)) {
    if (line.startsWith('\t')) {
      last?.licences.push(line.trim())
      continue
    }
    const [state = '', name = '', version = '', architecture = '', source = '', homepage = ''] =
      line.split(FIELD)
    last = undefined
    if (!state.startsWith('ii')) continue
    const read = {
      name,
      version,
      architecture,
      source,
      homepage: homepage || undefined,
      licences: [],
    }
    packages.push(read)
    last = read
  }
  return packages
}

export interface PackageAge {
  /** When the packages of the image were last changed. */
  readonly changed: Date
  /** Packages that Debian has security updates of; undefined where it cannot be asked. */
  readonly securityUpdates: readonly string[] | undefined
}

/** Debian is asked for this long, in seconds. */
const ASKING_SECONDS = 60

const AGE = `
stat --format %Y /var/lib/dpkg/status
timeout ${ASKING_SECONDS} apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=10 \\
  -o Acquire::Check-Valid-Until=false -o APT::Update::Error-Mode=any update > /dev/null 2>&1 ||
  exit 0
echo asked
apt-get --simulate dist-upgrade
`

/**
 * How old the packages of an image are. Debian is asked by the host's network.
 * @throws what the engine says.
 */
export async function packageAge(
  docker: Docker,
  image: string,
  signal?: AbortSignal,
): Promise<PackageAge> {
  return parseAge(await runInImage(docker, { image, script: AGE, network: true, signal }))
}

export function parseAge(said: string): PackageAge {
  const [seconds, asked, ...lines] = said.split('\n')
  const updates = lines.flatMap((line) => {
    // As in `Inst openssl [3.5.1-1] (3.5.1-1+deb13u1 Debian-Security:13/stable-security [amd64])`.
    const match = /^Inst (\S+) .*\(\S+ [^)]*-?security\b/i.exec(line)
    return match?.[1] ?? []
  })
  return {
    changed: new Date(Number(seconds) * 1000),
    securityUpdates: asked === 'asked' ? updates : undefined,
  }
}
