/**
 * What of the project the server needs, the site's sources included: the server's image and the
 * archive of `npm run pack` hold these and no others. `.dockerignore` has the same list.
 */
export const SHIPPED = [
  '.npmrc',
  'LICENSE',
  'astro.config.mjs',
  'content',
  'course',
  'deploy',
  'lesson',
  'node-protocol',
  'package-lock.json',
  'package.json',
  'protocol',
  'runner',
  'sandbox',
  'sandbox-node',
  'sandbox-server',
  'src',
  'tools',
  'tsconfig.base.json',
  'words',
] as const
