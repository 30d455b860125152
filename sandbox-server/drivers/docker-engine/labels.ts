const PREFIX = 'org.docker-blitz'

/** On everything that a deployment creates on its host's engine. */
export const DEPLOYMENT_LABEL = `${PREFIX}.deployment`
export const SANDBOX_LABEL = `${PREFIX}.sandbox`

/** Names the course of a sandbox, where a server has several. */
export const COURSE_LABEL = `${PREFIX}.course`

/** Names the node program that made a sandbox, where one did. */
export const NODE_LABEL = `${PREFIX}.node`

/** On the volume of a layer store, with the deployment's name: a sweep leaves it. */
export const LAYERS_LABEL = `${PREFIX}.layers-of`

/** On what building the sandbox image leaves behind. */
export const BUILD_STAGE_LABEL = `${PREFIX}.build-stage`

/** On the image of a course: the id of the image that it was built on. */
export const BASE_IMAGE_LABEL = `${PREFIX}.base-image`

/** The node program of a machine, as it marks its sandboxes. */
export interface NodeMark {
  readonly id: string
  /** Whether the engine has sandboxes of the same deployment from other node programs, too. */
  readonly sharesEngine: boolean
}

/** The labels of one sandbox: all that a sweep or a later server needs to know it again. */
export function sandboxLabels(
  deployment: string,
  id: string,
  course = '',
  node?: NodeMark,
): Record<string, string> {
  return {
    [DEPLOYMENT_LABEL]: deployment,
    [SANDBOX_LABEL]: id,
    ...(course !== '' && { [COURSE_LABEL]: course }),
    ...(node && { [NODE_LABEL]: node.id }),
  }
}

/** The filter by which the engine lists what belongs to a deployment, of all that this node may touch. */
export function deploymentFilter(deployment: string, node?: NodeMark): { label: string[] } {
  const label = [`${DEPLOYMENT_LABEL}=${deployment}`]
  return { label: node?.sharesEngine ? [...label, `${NODE_LABEL}=${node.id}`] : label }
}
