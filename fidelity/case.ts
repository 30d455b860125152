import type { ReasonName } from './reasons.ts'

/** Some commands that somebody types after the course, and what may differ in what they print. */
export interface Case {
  /** Of all cases: `a-z 0-9 -`. */
  readonly name: string
  /** What it does, in a few words for the page. */
  readonly what: string
  /** Lines of a shell. A command that fails prints its status and the next line runs. */
  readonly script: string
  /** Images of the hub that it begins with, besides those that every case has. */
  readonly images?: readonly string[]
  /** What differs from one run to the next, besides what the normaliser knows. */
  readonly varies?: readonly RegExp[]
  /** Why a sandbox prints something else; absent where it must print the same. */
  readonly differs?: ReasonName
  /** Takes long, or much: with `--long` alone. */
  readonly long?: boolean
  /** One of the few that `npm test` plays. */
  readonly quick?: boolean
}

/** Cases about one thing. */
export interface Subject {
  readonly title: string
  readonly cases: readonly Case[]
}

/** Images that every case begins with, on both sides. */
export const BASE_IMAGES = ['alpine:latest', 'busybox:latest'] as const

/** Most seconds for the commands of one case. */
const CASE_SECONDS = 60

/** What a case may use, and how the status of a command that fails is told. */
const PRELUDE = `
set -E
trap 'echo "[status $?]"' ERR
export BUILDKIT_PROGRESS=plain
wait_until() { local try; for try in {1..100}; do "$@" > /dev/null 2>&1 && return; sleep 0.1; done; echo "never: $*"; }
logs_say() { docker logs "$1" 2>&1 | grep -q -- "$2"; }
state_is() { [[ $(docker inspect --format '{{.State.Status}}' "$1") == "$2" ]]; }
`

/** @returns what a side runs: the case's lines, in an empty folder. */
export function scriptOf({ script }: Pick<Case, 'script'>): string {
  const delimiter = 'END_OF_CASE'
  return `rm -rf /tmp/case && mkdir /tmp/case && cd /tmp/case &&
cat > /tmp/case.sh << '${delimiter}' && timeout --kill-after=5 ${CASE_SECONDS} bash /tmp/case.sh < /dev/null
${PRELUDE}${script.trim()}
${delimiter}
`
}

const KEPT_IMAGES = '/tmp/case-images'

/** @returns what a side runs at first: it gets the images, and has no others. */
export function setUpScript(images: readonly string[]): string {
  const names = [...new Set([...BASE_IMAGES, ...images])].sort()
  return `: > /tmp/case.sh
printf '%s\\n' ${names.join(' ')} > ${KEPT_IMAGES}
${CLEAN_UP_SCRIPT}`
}

/**
 * What a side runs after each case: its engine is as it was before. Each command of Docker costs some
 * tenths of a second on a busy machine, so most are run only where the case could have needed them.
 */
export const CLEAN_UP_SCRIPT = `
exec 2> /dev/null > /dev/null < /dev/null
cd "$HOME"
case_has() { grep --quiet --extended-regexp "$1" /tmp/case.sh; }
have() { docker image ls --format '{{.Repository}}:{{.Tag}}' | sort; }
if case_has swarm; then docker swarm leave --force; fi
docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes
docker volume ls --quiet | xargs --no-run-if-empty docker volume rm --force
if case_has 'network|compose|swarm'; then docker network prune --force; fi
have > /tmp/case-images-now
comm -13 ${KEPT_IMAGES} /tmp/case-images-now | grep --invert-match '<none>' |
  xargs --no-run-if-empty docker image rm --force
if grep --quiet '<none>' /tmp/case-images-now; then docker image prune --force; fi
if case_has build; then docker builder prune --all --force; fi
comm -23 ${KEPT_IMAGES} /tmp/case-images-now |
  xargs --no-run-if-empty --max-args=1 docker pull --quiet
rm -rf ~/.docker /tmp/case
# Root of a container may have left what cannot be removed.
[[ ! -e /tmp/case ]] || mv /tmp/case "/tmp/left-$RANDOM"
`
