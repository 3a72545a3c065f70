/** The browser that this machine has, if any. */
export function installedBrowser(): string | undefined;
