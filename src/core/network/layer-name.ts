/** What people call a layer: its path, or its kind; a number alone says too little: `0 Linear`. */
export function layerName(path: string | undefined, qualifiedName: string): string {
  const kind = qualifiedName.split('.').at(-1) ?? '';
  if (path === undefined) return kind;
  return /^[\d.]+$/.test(path) ? `${path} ${kind}` : path;
}
