import type { Machine } from './machine.ts'

/** Prints a word a line: the system, its kernel, its engine, and what holds sandboxes. */
const ASK = `
. /etc/os-release
echo "Debian $(cat /etc/debian_version)"
echo "kernel $(uname -r)"
if command -v docker > /dev/null; then
  docker info --format 'Docker {{.ServerVersion}}
{{range .SecurityOptions}}{{println .}}{{end}}cgroup {{.CgroupVersion}}' 2> /dev/null
elif command -v podman > /dev/null; then
  podman --version
  echo "cgroup $(podman info --format '{{.Host.CgroupsVersion}}')"
fi`

const SECURITY: Readonly<Record<string, string>> = {
  'name=apparmor': 'AppArmor',
  'name=selinux': 'SELinux',
  'name=userns': 'userns-remap',
  'name=rootless': 'rootless',
}

/** @returns what a row of the page says of a machine. */
export async function versionsOf(machine: Machine): Promise<string> {
  return sayVersions(await machine.run(ASK))
}

/** @param answer what the machine printed. */
export function sayVersions(answer: string): string {
  return answer
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line) => {
      const [option = ''] = line.split(',')
      if (option.startsWith('name=')) return SECURITY[option] ?? []
      return line
        .replace(/^cgroup v?(\d)$/, 'control groups $1')
        .replace(/^podman version /, 'Podman ')
        .replace(/\+dfsg\S*/, '')
    })
    .filter((words) => words !== '')
    .join(', ')
}
