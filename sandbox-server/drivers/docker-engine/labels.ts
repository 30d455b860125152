const PREFIX = 'org.docker-blitz'

/** On everything that a deployment creates on its host's engine. */
export const DEPLOYMENT_LABEL = `${PREFIX}.deployment`
export const SANDBOX_LABEL = `${PREFIX}.sandbox`

/** Names the course of a sandbox, where a server has several. */
export const COURSE_LABEL = `${PREFIX}.course`

/** On the volume of a layer store, with the deployment's name: a sweep leaves it. */
export const LAYERS_LABEL = `${PREFIX}.layers-of`

/** On what building the sandbox image leaves behind. */
export const BUILD_STAGE_LABEL = `${PREFIX}.build-stage`

/** On the image of a course: the id of the image that it was built on. */
export const BASE_IMAGE_LABEL = `${PREFIX}.base-image`

/** The labels of one sandbox: all that a sweep or a later server needs to know it again. */
export function sandboxLabels(deployment: string, id: string, course = ''): Record<string, string> {
  return {
    [DEPLOYMENT_LABEL]: deployment,
    [SANDBOX_LABEL]: id,
    ...(course !== '' && { [COURSE_LABEL]: course }),
  }
}

/** The filter by which the engine lists what belongs to a deployment. */
export function deploymentFilter(deployment: string): { label: string[] } {
  return { label: [`${DEPLOYMENT_LABEL}=${deployment}`] }
}
