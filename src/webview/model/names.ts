/** Names of layers where there is little room. */
const longestName = 18;

/** The end of a path says more than its beginning; of one long name its beginning tells it from others. */
export function shortened(name: string, longest = longestName): string {
  if (name.length <= longest) return name;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last.length <= longest
    ? `…${name.slice(1 - longest)}`
    : `${last.slice(0, longest - 6)}…${last.slice(-5)}`;
}
