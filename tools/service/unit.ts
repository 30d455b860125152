/** The name of the unit, of its state directory, and of the file of its settings. */
export const SERVICE = 'docker-blitz'

/** The user that the server runs as. */
export const SERVICE_USER = 'blitz'

/** Since then systemd lets the pause between restarts grow (systemd.service(5), RestartSteps). */
const GROWING_PAUSES_SINCE = 254

/** What a path may have to be named in a unit and in PATH as it is, or between quotes. */
export const NAMEABLE_PATH = /^[\w/.,@+~ -]+$/

export interface UnitOptions {
  /** The project's folder, whose path is a {@link NAMEABLE_PATH}. */
  readonly project: string
  /** Where the host's settings are. */
  readonly environmentFile: string
  /** Whether the machine has the group of those who may use its engine. */
  readonly hasDockerGroup: boolean
  /** The first number of systemd's version. */
  readonly systemdVersion: number
}

/**
 * The service unit. systemd itself starts the server again, so the program that `npm start` has for
 * that is left out: two of them would restart each other's work.
 *
 * Whoever may use the engine's socket is as good as root. What the unit takes from the server keeps a
 * fault of the server, or of a library, from the rest of the machine.
 * @returns the text of `docker-blitz.service`.
 */
export function unitText(options: UnitOptions): string {
  const { project, environmentFile, hasDockerGroup, systemdVersion } = options
  const bin = `${project}/node_modules/.bin`
  return `# Written by npm run service -- install, which writes it again at every upgrade.
# Settings: ${environmentFile}. Changes of your own: systemctl edit ${SERVICE}
[Unit]
Description=Docker Blitz, a course with live terminals
Wants=docker.service
After=network.target docker.service apparmor.service
# A port that is taken, or an address that is not there yet, may be had later.
StartLimitIntervalSec=0

[Service]
Type=exec
User=${SERVICE_USER}
${hasDockerGroup ? 'SupplementaryGroups=docker\n' : ''}WorkingDirectory=${project}
Environment=WHEN_STOPPED=keep
Environment=${quote(`PATH=${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`)}
EnvironmentFile=-${environmentFile}
ExecStart=${quote(`${project}/node_modules/node/bin/node`)} tools/start.ts
# systemd tells the server where that is: STATE_DIRECTORY.
StateDirectory=${SERVICE}
StateDirectoryMode=0700
Restart=always
# A wrong setting, which only the host can mend.
RestartPreventExitStatus=2
RestartSec=1
${systemdVersion >= GROWING_PAUSES_SINCE ? 'RestartSteps=6\nRestartMaxDelaySec=30\n' : ''}# The server ends its own helpers. One call to an engine that hangs has 60 seconds.
KillMode=mixed
TimeoutStopSec=90
# The kernel ends a program in a sandbox before the server, and a helper alone where it must.
OOMPolicy=continue
OOMScoreAdjust=-500
UMask=0077

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=${isBelowHome(project) ? 'read-only' : 'yes'}
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`
}

/** systemd hides these folders from a service that has `ProtectHome=yes`. */
function isBelowHome(project: string): boolean {
  return /^\/(home|root|run\/user)\//.test(`${project}/`)
}

/** A word of a command or an assignment (systemd.syntax(7), "Quoting"). */
function quote(word: string): string {
  return word.includes(' ') ? `"${word}"` : word
}
