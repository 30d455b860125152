import type { Stage } from './case.ts'
import { HostsError } from './hosts-error.ts'

const PROFILE = 'docker-blitz-sandbox'

/** Prints how each process of each sandbox is confined, a line each. */
const LABELS = `
for id in $(docker ps --quiet); do
  for pid in $(docker top "$id" -eo pid | tail -n +2); do cat /proc/"$pid"/attr/current; done
done | tr -d '\\0' | sort | uniq -c`

/** @throws {HostsError} where a process of a sandbox is not confined, or its work was denied. */
export async function expectConfined({ machine, tell }: Stage): Promise<void> {
  tell('AppArmor')
  const labels = (await machine.run(LABELS)).split('\n').map((line) => line.trim())
  const others = labels.filter((line) => !/^\d+ docker-blitz-sandbox \(enforce\)$/.test(line))
  if (others.length > 0) {
    throw new HostsError(
      `Processes of a sandbox are not confined by ${PROFILE}: ${others.join(', ')}`,
    )
  }
  const denials = await machine.run(
    `journalctl --dmesg --output=cat --no-pager | grep 'apparmor="DENIED".*${PROFILE}' || true`,
  )
  if (denials !== '') throw new HostsError(`AppArmor denied: ${denials.split('\n')[0]}`)
}
