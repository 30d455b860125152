/** Whether another site shows this page in a frame; no page of this site does so. */
export function isFramed(): boolean {
  return window.self !== window.top
}
