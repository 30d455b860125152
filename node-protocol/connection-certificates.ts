/** By which one side of a connection over a network knows the other and is known. All in PEM. */
export interface ConnectionCertificates {
  /** Vouches for both sides. */
  readonly authority: string
  readonly certificate: string
  readonly key: string
}
