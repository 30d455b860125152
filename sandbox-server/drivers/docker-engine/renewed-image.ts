import { isMissingImage } from './engine-error.ts'

/** The sandbox image, which a host may prune: it is then made again, once for all who wait. */
export class RenewedImage {
  readonly #make: (() => Promise<string>) | undefined
  #name: string
  #making: Promise<void> | undefined

  /** @param make makes the image where the engine lacks it, and says its name. */
  constructor(name: string, make: (() => Promise<string>) | undefined) {
    this.#name = name
    this.#make = make
  }

  /**
   * @param create makes a container from the image of that name.
   * @param onRenewal told when the image is missing, before it is made.
   * @throws what `create` throws, and what kept the image from being made.
   */
  async use<Made>(create: (name: string) => Promise<Made>, onRenewal?: () => void): Promise<Made> {
    if (this.#making) {
      onRenewal?.()
      await this.#making
    }
    try {
      return await create(this.#name)
    } catch (error) {
      if (!this.#make || !isMissingImage(error)) throw error
      onRenewal?.()
      this.#making ??= this.#renew(this.#make).finally(() => {
        this.#making = undefined
      })
      await this.#making
      return create(this.#name)
    }
  }

  async #renew(make: () => Promise<string>): Promise<void> {
    this.#name = await make()
  }
}
