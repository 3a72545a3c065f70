/** How tests bundle what the command line is made of: as its own build does, for Node. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'] as string[],
  logLevel: 'error',
} as const;
