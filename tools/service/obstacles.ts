import { checkNode } from '../../sandbox-server/doctor/node-check.ts'
import { NAMEABLE_PATH, SERVICE_USER } from './unit.ts'

/** What decides whether a service can be installed here. */
export interface InstallFacts {
  readonly isRoot: boolean
  readonly isRunBySystemd: boolean
  /** As in `process.versions.node`. */
  readonly nodeVersion: string
  readonly project: string
  /** A folder or file of the project, or above it, that other users may not read. */
  readonly closedPath?: string | undefined
  /** Whether somebody logs in as a user of the service's name. */
  readonly isUserTaken: boolean
  /** The sentence about the first wrong setting. */
  readonly wrongSetting?: string | undefined
  /** The port that another program has. */
  readonly takenPort?: number | undefined
  /** Where the settings are; undefined where they come from the environment of the installation. */
  readonly environmentFile?: string | undefined
}

/** @returns a sentence for each thing that keeps the service from being installed. */
export function obstacles(facts: InstallFacts): readonly string[] {
  const { project, closedPath, environmentFile, takenPort, wrongSetting } = facts
  const node = checkNode(facts.nodeVersion)
  return [
    ...unless(facts.isRunBySystemd, NO_SYSTEMD),
    ...unless(facts.isRoot, 'Only root can install a service: sudo npm run service -- install'),
    ...unless(
      node.state === 'good',
      `Node ${facts.nodeVersion} is too old for the service: start this with npm run service, which brings its own.`,
    ),
    ...unless(
      NAMEABLE_PATH.test(project),
      `The folder ${project} has a character in its path that a unit cannot name: move the project, for example to ${SUGGESTED}.`,
    ),
    ...unless(
      closedPath === undefined,
      `The user ${SERVICE_USER} may not read ${closedPath}: copy the project to a folder that everybody may read, and install from there: ` +
        `sudo cp -a ${project} ${SUGGESTED}`,
    ),
    ...unless(
      !facts.isUserTaken,
      `Somebody logs in as the user ${SERVICE_USER}, which the service needs for itself: rename that user (usermod --login).`,
    ),
    ...(wrongSetting === undefined
      ? []
      : [environmentFile ? `${wrongSetting} It is set in ${environmentFile}.` : wrongSetting]),
    ...(takenPort === undefined
      ? []
      : [
          `Port ${takenPort} is taken by another program: ` +
            (environmentFile
              ? `set another PORT in ${environmentFile}.`
              : 'PORT=8001 npm run service -- install takes another.'),
        ]),
  ]
}

const SUGGESTED = '/srv/docker-blitz'

const NO_SYSTEMD =
  'This machine is not run by systemd: use npm start, or a service manager of your own (docs/hosts.md, "A server that stops").'

function unless(isAsItShouldBe: boolean, sentence: string): readonly string[] {
  return isAsItShouldBe ? [] : [sentence]
}
