import {
  CONTAINER_STATES,
  type EngineState,
  type PictureContainer,
  type PicturePort,
} from '../../lesson/picture.ts'

/** Prints what a picture shows of an engine: a line for each image and each container. */
export const ENGINE_STATE_COMMAND =
  "docker image ls --format 'image {{.Repository}}:{{.Tag}}' && docker container ls --all --format 'container {{json .}}'"

/** Reads the lines of that command, in their order. Images without a name are left out. */
export function parseEngineState(output: string): EngineState {
  const lines = output.split('\n')
  return {
    images: lines.flatMap((line) => {
      const name = /^image (.+)$/.exec(line)?.[1]
      return name === undefined || name.includes('<none>') ? [] : [name]
    }),
    containers: lines.flatMap((line) => {
      const json = /^container (\{.*\})$/.exec(line)?.[1]
      return json === undefined ? [] : containerOf(JSON.parse(json) as Record<string, string>)
    }),
  }
}

/** One that is in a state of a moment, such as `restarting`, comes with the next look. */
function containerOf({ Names, Image, State, Ports }: Record<string, string>): PictureContainer[] {
  const state = CONTAINER_STATES.find((known) => known === State)
  if (state === undefined) return []
  return [{ name: Names ?? '', image: Image ?? '', state, ports: portsOf(Ports ?? '') }]
}

/** @param ports such as `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 443/tcp, 0.0.0.0:90-91->90-91/tcp`. */
function portsOf(ports: string): PicturePort[] {
  const found = new Map<string, PicturePort>()
  for (const part of ports.split(', ')) {
    const match = /^(?:.*:(\d+)(?:-\d+)?->)?(\d+)(?:-(\d+))?\/\w+$/.exec(part)
    if (match === null) continue
    const [, host, first, last = first] = match
    for (let container = Number(first); container <= Number(last); container++) {
      const shift = container - Number(first)
      const port = { container, host: host === undefined ? undefined : Number(host) + shift }
      found.set(`${port.host}:${container}`, port)
    }
  }
  return [...found.values()]
}
