import type Docker from 'dockerode'
import { attempt, isNotFound } from './engine-error.ts'
import { LAYERS_LABEL } from './labels.ts'

/** @returns the names of a deployment's layer stores. @throws {DriverError} */
export async function listLayerVolumes(docker: Docker, deployment: string): Promise<string[]> {
  const { Volumes } = await attempt('The layer stores could not be listed', () =>
    docker.listVolumes({ filters: { label: [`${LAYERS_LABEL}=${deployment}`] } }),
  )
  return (Volumes ?? []).map(({ Name }) => Name)
}

/** Succeeds when it is already gone. @throws {DriverError} while a container has it mounted. */
export async function removeLayerVolume(docker: Docker, name: string): Promise<void> {
  await attempt('The layer store could not be removed', async () => {
    try {
      await docker.getVolume(name).remove()
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  })
}
