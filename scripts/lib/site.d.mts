export function documents(): readonly string[];
export function linksOf(path: string): readonly string[];
export function anchorsOf(path: string): ReadonlySet<string>;
export function targetOf(
  path: string,
  link: string,
): { readonly path: string; readonly anchor: string | undefined } | undefined;
export function sitePages(assets: (path: string) => void): ReadonlyMap<string, string>;
